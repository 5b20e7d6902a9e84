import type { PodSubject } from '../../checks/defineCheck.ts';
import type { CheckSubject } from '../../checks/runChecks.ts';
import type { ClusterSnapshot, Pod, Service } from '../../model/clusterSnapshot.ts';
import { endpointsOf, isReady, selectedPods } from '../../model/serviceEndpoints.ts';
import { outcomeOf } from '../connection.ts';
import { selectableEndpoints } from '../destination.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';
import type { SourceFacts } from '../sourceFacts.ts';
import { targetServiceOf } from './targetService.ts';

/** Pods of one Service that are looked at; further ones repeat what is wrong with these. */
const mostPods = 5;

function subject(pod: Pod, role: PodSubject['role']): CheckSubject {
  return { scope: 'pod', subject: { pod, role } };
}

/** The pods of a Service that keep it from having anybody to send to: those that are not ready. */
export function leftOutPods(
  snapshot: ClusterSnapshot,
  service: Service,
  source: Pick<SourceFacts, 'node'>,
): readonly Pod[] {
  const endpoints = endpointsOf(snapshot, service, undefined);
  if (selectableEndpoints(service, endpoints, source).length > 0) return [];
  const unready = (selectedPods(snapshot, service) ?? []).filter(
    (pod) => !isReady(pod) && pod.deletionTimestamp === undefined,
  );
  // A Local policy wants those on the source's node; others would not help.
  const local = unready.filter(({ nodeName }) => nodeName === source.node);
  const elsewhere = endpoints.some(({ endpoint }) => endpoint.ready);
  return (elsewhere ? local : unready).slice(0, mostPods);
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
