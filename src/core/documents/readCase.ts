import type { Projection } from '../model/projection.ts';
import type { CaseFile } from './caseFile.ts';
import { caseShape } from './caseShape.ts';

/**
 * Reads a case file. Never throws. What could not be read is named in `errors`; there is no value when the question or
 * the snapshot as a whole is unreadable. Turn its snapshot into the model with `snapshotFromDocument`.
 */
export function readCase(raw: unknown): Projection<CaseFile> {
  const errors: string[] = [];
  const value = caseShape.read(raw, '$', errors);
  return value === undefined ? { errors } : { value, errors };
}
