import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import { policyEnforcerOn } from '../../core/policy/policyEnforcer.ts';
import { reachTargetOf } from '../../core/policy/reach/targetPorts.ts';
import { whoCanReach } from '../../core/policy/reach/whoCanReach.ts';
import { renderReach } from '../../core/report/reachText.ts';

/** Who can reach something, as a document; `undefined` when there is no such thing. */
export function reachDocument(snapshot: ClusterSnapshot, reference: ObjectReference): string | undefined {
  const target = reachTargetOf(snapshot, reference);
  if (target === undefined) return undefined;
  const { dialect, notes } = policyEnforcerOn(snapshot, undefined);
  const heading = {
    target: formatReference(reference),
    context: snapshot.context,
    dialect: dialect.name,
    notes,
    pods: target.pods.length,
  };
  return renderReach(heading, whoCanReach(snapshot, target, dialect));
}
