import type { CaseFile } from './caseFile.ts';
import { readCase } from './readCase.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { Projection } from '../model/projection.ts';
import { snapshotFromDocument } from './snapshotConversion.ts';
import { parseDocuments, type ParsedDocument } from './parseDocuments.ts';
import { snapshotFromObjects } from './snapshotFromObjects.ts';

/** One text that a user gave, with the name by which messages call it. */
export interface InputText {
  readonly name: string;
  readonly text: string;
}

/** What a snapshot input turned out to be. */
export interface SnapshotInput {
  /** `list`: from `kubectl get`. `manifests`: what somebody wants a cluster to have. */
  readonly kind: 'snapshot' | 'case' | 'list' | 'manifests';
  readonly snapshot: ClusterSnapshot;
  /** The whole case, when it is one. */
  readonly caseFile?: CaseFile;
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
 * @param context what the snapshot is called when the input has no name of its own
 * @param asOf the age of the input, which only its files know when it is a list or manifests
 */
export function readSnapshotInput(
  texts: readonly InputText[],
  context: string,
  asOf: Timestamp,
): Projection<SnapshotInput> {
  const parsed = texts.map(({ name, text }) => parseDocuments(name, text));
  const documents = parsed.flatMap((file) => file.documents);
  const errors = parsed.flatMap((file) => file.errors);
  const [own] = documents.filter((document) => typeof schemaOf(document) === 'string');
  if (own !== undefined) {
    const schema = schemaOf(own);
    if (documents.length > 1) {
      return { errors: [...errors, `${own.at}: a ${String(schema)} document has to stand alone`] };
    }
    if (schema === 'podpath/case/v1') return readCaseInput(own.raw);
    if (schema === 'podpath/snapshot/v1') {
      const { value: snapshot, errors: readErrors } = snapshotFromDocument(own.raw);
      return snapshot === undefined
        ? { errors: readErrors }
        : { value: { kind: 'snapshot', snapshot }, errors: readErrors };
    }
    return { errors: [...errors, `${own.at}: ${String(schema)} is neither a snapshot nor a case file`] };
  }
  const { value, errors: objectErrors } = snapshotFromObjects(documents, errors.length, context, asOf);
  return value === undefined
    ? { errors: [...errors, ...objectErrors] }
    : { value, errors: [...errors, ...objectErrors] };
}
