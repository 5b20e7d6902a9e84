import type { NamespacePartition } from '../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import { matchesLabelSelector } from '../model/matchSelector.ts';
import { directionsOf } from '../policy/selectingPolicies.ts';
import type { PodClass } from './podClasses.ts';

/** The NetworkPolicies that isolate some pods, by direction. */
export interface Isolation {
  readonly ingress: readonly NetworkPolicy[];
  readonly egress: readonly NetworkPolicy[];
}

/** What of a namespace isolates its pods. */
type PoliciesOf = Pick<NamespacePartition, 'networkPolicies'>;

const open: Isolation = { ingress: [], egress: [] };

/** By the policies of a namespace, and by the traits of a class: few, however many pods there are. */
const known = new WeakMap<object, Map<string, Isolation>>();

/** What isolates the pods of a class. Host-network pods are beyond NetworkPolicies (networking.k8s.io/v1). */
export function isolationOf({ networkPolicies }: PoliciesOf, own: PodClass): Isolation {
  if (networkPolicies.size === 0 || own.hostNetwork) return open;
  let byTraits = known.get(networkPolicies);
  if (byTraits === undefined) {
    byTraits = new Map();
    known.set(networkPolicies, byTraits);
  }
  let isolation = byTraits.get(own.traits);
  if (isolation === undefined) {
    const selecting = [...networkPolicies.values()].filter(({ podSelector }) =>
      matchesLabelSelector(podSelector, own.labels),
    );
    isolation = {
      ingress: selecting.filter((policy) => directionsOf(policy).includes('Ingress')),
      egress: selecting.filter((policy) => directionsOf(policy).includes('Egress')),
    };
    byTraits.set(own.traits, isolation);
  }
  return isolation;
}

/** The directions in which each of some classes is isolated. */
export function isolatedDirections(
  partition: PoliciesOf,
  classes: readonly PodClass[],
): readonly PolicyDirection[] {
  if (partition.networkPolicies.size === 0 || classes.length === 0) return [];
  return (['ingress', 'egress'] as const).filter((direction) =>
    classes.every((own) => isolationOf(partition, own)[direction].length > 0),
  );
}
