import type { RouteEnd } from '../../checks/defineCheck.ts';
import type { CheckSubject } from '../../checks/runChecks.ts';
import type { AddressFamily } from '../../address/addressFamily.ts';
import type { Pod } from '../../model/clusterSnapshot.ts';
import type { ConnectionFact } from '../../inquiry/connection.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';
import { familyOf } from '../../address/addressFamily.ts';

/** Packets were lost, or somebody on the way said that there is no way: no answer of the target's, not even a refusal. */
function isLost(fact: ConnectionFact): boolean {
  return (
    fact.state === 'seen' &&
    fact.attempts.length > 0 &&
    fact.attempts.every(({ status }) => status === 'timeout' || status === 'unreachable')
  );
}

function endOf(pod: Pod | undefined, family: AddressFamily): RouteEnd | undefined {
  const address = pod?.podIPs.find((candidate) => familyOf(candidate) === family);
  if (pod?.nodeName === undefined || pod.hostNetwork || address === undefined) return undefined;
  return { pod, address, node: pod.nodeName };
}

/** The pairs of nodes between which packets of this connection are lost. */
export function routeSubjects(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, source, connections } = facts;
  const pairs = new Map<string, CheckSubject>();
  for (const dialed of destination.dialed) {
    for (const backend of dialed.backends) {
      const [from, to] = [endOf(source.pod, backend.family), endOf(backend.pod, backend.family)];
      if (from === undefined || to === undefined || from.node === to.node) continue;
      if (to.address !== backend.address || !isLost(connections.to(backend))) continue;
      pairs.set(`${to.node} ${backend.family}`, { scope: 'route', subject: { source: from, target: to } });
    }
  }
  return [...pairs.values()];
}
