import type { Pod } from '../../model/clusterSnapshot.ts';
import { isReady } from '../../model/serviceEndpoints.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import { excludedPods } from '../excludedPods.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { targetServiceOf } from '../../target/targetService.ts';
import { defineScope } from './defineScope.ts';

/** A pod that stands at one end of the connection, or should, and is not as it should be. */
export interface PodSubject {
  readonly pod: Pod;
  /**
   * `source`: no program can be run in it; `target`: it is dialed itself and does not answer; `backend`: it is not ready,
   * so the Service leaves it out and has nobody else; `dns`: the same for the Service that resolves names.
   */
  readonly role: 'source' | 'target' | 'backend' | 'dns';
}

function subject(pod: Pod, role: PodSubject['role']): PodSubject {
  return { pod, role };
}

/** Pods that are dialed themselves and do not answer. */
function dialedPods({ destination, connections, question, snapshot }: QuestionFacts): readonly Pod[] {
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
function podSubjects(facts: QuestionFacts): PodSubject[] {
  const { source, destination, resolver, snapshot } = facts;
  const service = targetServiceOf(facts);
  const { name } = destination;
  const unresolved =
    name !== undefined && !(name.lookup.state === 'answered' && name.lookup.value.status === 'resolved');
  const dnsService = unresolved && resolver.usesClusterDns ? resolver.dnsService : undefined;
  const ofService = service === undefined ? [] : excludedPods(snapshot, service, source);
  const dialed = dialedPods(facts).filter((pod) => !ofService.includes(pod));
  return [
    ...(source.pod !== undefined && source.containers.length === 0 ? [subject(source.pod, 'source')] : []),
    ...dialed.map((pod) => subject(pod, 'target')),
    ...ofService.map((pod) => subject(pod, 'backend')),
    ...(dnsService === undefined || dnsService === service
      ? []
      : excludedPods(snapshot, dnsService, source).map((pod) => subject(pod, 'dns'))),
  ];
}

/** The pods at the ends of the connection that are not as they should be. */
export const podScope = defineScope<PodSubject>({
  id: 'pod',
  plural: 'pods',
  subjectsOf: podSubjects,
  namespacesOf: ({ pod }) => [pod.namespace],
  reads: () => ['pods'],
});
