import type { CaseFile } from './caseFile.ts';
import { readCase } from './readCase.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Projection } from '../model/projection.ts';
import { snapshotFromDocument } from './snapshotConversion.ts';
import { parseDocuments, type ParsedDocument } from './parseDocuments.ts';
import { type ObjectOptions, snapshotFromObjects, type UnreadObject } from './snapshotFromObjects.ts';

/** One text that a user gave, with the name by which messages call it. */
export interface InputText {
  readonly name: string;
  readonly text: string;
  /** Why there is no text: a file that may not be read, or that is no UTF-8. */
  readonly problem?: string;
}

/** What a snapshot input turned out to be. */
export interface SnapshotInput {
  /** `list`: from `kubectl get`. `manifests`: what somebody wants a cluster to have. */
  readonly kind: 'snapshot' | 'case' | 'list' | 'manifests';
  readonly snapshot: ClusterSnapshot;
  /** The whole case, when it is one. */
  readonly caseFile?: CaseFile;
  /** Objects that are in the input and could not be read, by their names. */
  readonly unread?: readonly UnreadObject[];
}

function schemaOf(document: ParsedDocument): unknown {
  const { raw } = document;
  return typeof raw === 'object' && raw !== null && 'schema' in raw ? raw.schema : undefined;
}

function readCaseInput(raw: unknown): Projection<SnapshotInput> {
  const { value: caseFile, errors } = readCase(raw);
  if (caseFile === undefined) return { errors };
  const { value: snapshot, errors: snapshotErrors } = snapshotFromDocument(caseFile.snapshot);
  if (snapshot === undefined) return { errors: [...errors, ...snapshotErrors] };
  return { value: { kind: 'case', snapshot, caseFile }, errors: [...errors, ...snapshotErrors] };
}

/**
 * Reads what `--snapshot` takes: a snapshot document, a case file, lists from `kubectl get -o json|yaml`, or manifests.
 * Never throws; what could not be read is named in `errors`, and there is no value when nothing could.
 * @param texts the file, or every file of the folder
 * @param options what the input is called when it has no name of its own, its age, and whether it is the whole world
 */
export function readSnapshotInput(
  texts: readonly InputText[],
  options: ObjectOptions,
): Projection<SnapshotInput> {
  const parsed = texts.map(({ name, text, problem }) =>
    problem === undefined ? parseDocuments(name, text) : { documents: [], unread: [{ at: name, problem }] },
  );
  const documents = parsed.flatMap((file) => file.documents);
  const unread = parsed.flatMap((file) => file.unread);
  const [own] = documents.filter((document) => typeof schemaOf(document) === 'string');
  if (own === undefined) return snapshotFromObjects(documents, unread, options);
  const schema = schemaOf(own);
  if (documents.length > 1 || unread.length > 0) {
    return { errors: [`${own.at}: a ${String(schema)} document has to stand alone`] };
  }
  if (schema === 'podpath/case/v1') return readCaseInput(own.raw);
  if (schema === 'podpath/snapshot/v1') {
    const { value: snapshot, errors } = snapshotFromDocument(own.raw);
    return snapshot === undefined ? { errors } : { value: { kind: 'snapshot', snapshot }, errors };
  }
  return { errors: [`${own.at}: ${String(schema)} is neither a snapshot nor a case file`] };
}
