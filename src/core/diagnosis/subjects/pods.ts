import type { PodSubject } from '../../checks/defineCheck.ts';
import type { CheckSubject } from '../../checks/runChecks.ts';
import type { Pod } from '../../model/clusterSnapshot.ts';
import { isReady } from '../../model/serviceEndpoints.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import { leftOutPods } from '../../checks/leftOutPods.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';
import { targetServiceOf } from './targetService.ts';

function subject(pod: Pod, role: PodSubject['role']): CheckSubject {
  return { scope: 'pod', subject: { pod, role } };
}

/** Pods that are dialed themselves and do not answer. */
function dialedPods({ destination, connections, question, snapshot }: DiagnosisFacts): readonly Pod[] {
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  const silent = backends.filter((backend) => {
    const seen = connections.to(backend);
    return seen.state !== 'pending' && outcomeOf(seen) !== 'all';
  });
  const { to } = question;
  // Without an address it is not even dialed.
  const asked = to.kind === 'pod' ? snapshot.namespaces.get(to.namespace)?.pods.get(to.name) : undefined;
  const undialed = asked !== undefined && backends.length === 0 ? [asked] : [];
  return [...silent.flatMap(({ pod }) => pod ?? []), ...undialed].filter(
    (pod) => !isReady(pod) && pod.deletionTimestamp === undefined,
  );
}

/** The pods at the ends of the connection that are not as they should be. */
export function podSubjects(facts: DiagnosisFacts): CheckSubject[] {
  const { source, destination, resolver, snapshot } = facts;
  const service = targetServiceOf(facts);
  const { name } = destination;
  const unresolved =
    name !== undefined && !(name.lookup.state === 'answered' && name.lookup.value.status === 'resolved');
  const dnsService = unresolved && resolver.usesClusterDns ? resolver.dnsService : undefined;
  const ofService = service === undefined ? [] : leftOutPods(snapshot, service, source);
  const dialed = dialedPods(facts).filter((pod) => !ofService.includes(pod));
  return [
    ...(source.pod !== undefined && source.containers.length === 0 ? [subject(source.pod, 'source')] : []),
    ...dialed.map((pod) => subject(pod, 'target')),
    ...ofService.map((pod) => subject(pod, 'backend')),
    ...(dnsService === undefined || dnsService === service
      ? []
      : leftOutPods(snapshot, dnsService, source).map((pod) => subject(pod, 'dns'))),
  ];
}
