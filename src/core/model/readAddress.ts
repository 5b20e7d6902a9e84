import { normalAddress } from '../address/normalAddress.ts';
import { type RawObject, readNonEmptyText, readTexts, type ReportField } from './readField.ts';

// The API takes addresses in any spelling; the model holds the normal one, so that equal addresses are equal texts.

/** Reads one address, in normal form; `undefined` where there is none. */
export function readAddressText(raw: RawObject, key: string, report: ReportField): string | undefined {
  const text = readNonEmptyText(raw, key, report);
  return text === undefined ? undefined : normalAddress(text);
}

/** Reads a list of addresses, each in normal form. */
export function readAddressTexts(raw: RawObject, key: string, report: ReportField): readonly string[] {
  const texts = readTexts(raw, key, report);
  return texts.length === 0 ? texts : texts.map(normalAddress);
}
