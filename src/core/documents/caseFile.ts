import type { ChangeDocument } from './changesDocument.ts';
import type { Question } from '../inquiry/question.ts';
import type { SnapshotDocument } from './snapshotDocument.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { Observation } from '../probes/observation.ts';

/** A question with everything that answers it again: bug report, demo, unit test and golden in one document. */
export interface CaseFile {
  readonly schema: 'podpath/case/v1';
  readonly question: Question;
  readonly asOf: Timestamp;
  /** The slice of the snapshot that the question needs. */
  readonly snapshot: SnapshotDocument;
  readonly observations: readonly Observation[];
  /** What had changed around it shortly before, newest first. */
  readonly changes?: readonly ChangeDocument[];
}
