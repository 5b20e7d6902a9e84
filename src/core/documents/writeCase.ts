import { type ChangeDocument, toChangeDocument } from './changesDocument.ts';
import type { NetworkChange } from '../changes/networkChange.ts';
import type { Question } from '../inquiry/question.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { sliceSnapshot } from '../diagnosis/sliceSnapshot.ts';
import { snapshotToDocument } from './snapshotConversion.ts';
import type { Observation } from '../probes/observation.ts';
import type { CaseFile } from './caseFile.ts';
import { redactSnapshot, redactTexts } from './redactSnapshot.ts';
import { redactObservation } from '../probes/redactObservation.ts';

/** Changes that a case keeps: the newest ones. */
const mostChanges = 200;

/** The changes that concern the namespaces of the case, or the whole cluster. */
function changesOfCase(
  changes: readonly NetworkChange[],
  { namespaces }: ClusterSnapshot,
): readonly ChangeDocument[] {
  return changes
    .filter(({ reference: { namespace } }) => namespace === undefined || namespaces.has(namespace))
    .slice(0, mostChanges)
    .map(toChangeDocument);
}

/**
 * The case file of a question: the slice of the snapshot that it needs, and what was observed, with secrets removed.
 * Diagnosing it gives the same result as diagnosing the whole.
 *
 * @param changes newest first
 */
export function writeCase(
  question: Question,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
  changes: readonly NetworkChange[] = [],
): CaseFile {
  const slice = sliceSnapshot(snapshot, question, observations);
  const kept = changesOfCase(changes, slice);
  return {
    schema: 'podpath/case/v1',
    question,
    asOf: snapshot.asOf,
    snapshot: redactSnapshot(snapshotToDocument(slice)),
    observations: observations.map(redactObservation),
    ...(kept.length === 0 ? {} : { changes: redactTexts(kept) }),
  };
}
