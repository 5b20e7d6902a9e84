import type { AddressFamily } from '../../address/addressFamily.ts';
import type { Pod } from '../../model/clusterSnapshot.ts';
import type { ConnectionFact } from '../../inquiry/connection.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { familyOf } from '../../address/addressFamily.ts';
import { defineScope } from './defineScope.ts';

/** Pods on two nodes between which packets are lost, so that the routes of both nodes are looked at. */
export interface RouteSubject {
  readonly source: RouteEnd;
  readonly target: RouteEnd;
}

/** One end of a route: the pod, its address of the family that is asked, and the node that it is on. */
export interface RouteEnd {
  readonly pod: Pod;
  readonly address: string;
  readonly node: string;
}

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
function routeSubjects(facts: QuestionFacts): RouteSubject[] {
  const { destination, source, connections } = facts;
  const pairs = new Map<string, RouteSubject>();
  for (const dialed of destination.dialed) {
    for (const backend of dialed.backends) {
      const [from, to] = [endOf(source.pod, backend.family), endOf(backend.pod, backend.family)];
      if (from === undefined || to === undefined || from.node === to.node) continue;
      if (to.address !== backend.address || !isLost(connections.to(backend))) continue;
      pairs.set(`${to.node} ${backend.family}`, { source: from, target: to });
    }
  }
  return [...pairs.values()];
}

/** The pairs of nodes between which packets of this connection are lost. */
export const routeScope = defineScope<RouteSubject>({
  id: 'route',
  plural: 'pairs of nodes',
  sample: 4,
  subjectsOf: routeSubjects,
  namespacesOf: ({ source, target }) => [source.pod.namespace, target.pod.namespace],
  reads: () => ['pods'],
});
