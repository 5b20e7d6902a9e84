import { familyOf, type AddressFamily } from '../address/addressFamily.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { execTargets, meshProxyOf, type ContainerTarget } from '../probes/containerTarget.ts';
import type { Question } from './question.ts';

/** Who asks, as far as the snapshot and the privileges of a probe can tell. */
export interface SourceFacts {
  /** Absent for a node, an address, or a pod that does not exist. */
  readonly pod?: Pod;
  /** The node on which it is, when that is known. */
  readonly node?: string;
  /** Where probes that speak for the source can run; empty where nothing can. */
  readonly containers: readonly ContainerTarget[];
  /** Why no probe can speak for the source; '' when one can. */
  readonly silentBecause: string;
  /** Families of the source's own addresses; both when they are not known. */
  readonly families: readonly AddressFamily[];
  /** A mesh proxy accepts the source's connections, so a TCP connect proves nothing. */
  readonly behindMesh: boolean;
  /** `pod shop/cart-0`, `node n1`, `10.0.0.7`. */
  readonly at: string;
}

const bothFamilies: readonly AddressFamily[] = [4, 6];

/** What is known of the source of a question. */
export function sourceFactsOf(question: Question, snapshot: ClusterSnapshot): SourceFacts {
  const { from } = question;
  if (from.kind === 'address') {
    return {
      containers: [],
      silentBecause: 'nothing can be run at an address',
      families: [familyOf(from.address)],
      behindMesh: false,
      at: from.address,
    };
  }
  if (from.kind === 'node') {
    return {
      containers: [],
      silentBecause: 'a probe on a node needs a node pod, which this version does not create',
      families: bothFamilies,
      behindMesh: false,
      node: from.name,
      at: `node ${from.name}`,
    };
  }
  const at = `pod ${from.namespace}/${from.name}`;
  const pod = snapshot.namespaces.get(from.namespace)?.pods.get(from.name);
  if (pod === undefined) {
    return {
      containers: [],
      silentBecause: 'the pod is not known',
      families: bothFamilies,
      behindMesh: false,
      at,
    };
  }
  const containers = execTargets(pod);
  const families = [...new Set(pod.podIPs.map(familyOf))];
  return {
    pod,
    ...(pod.nodeName === undefined ? {} : { node: pod.nodeName }),
    containers,
    silentBecause: containers.length === 0 ? 'no container of the source pod is running' : '',
    families: families.length === 0 ? bothFamilies : families,
    behindMesh: meshProxyOf(pod) !== undefined,
    at,
  };
}
