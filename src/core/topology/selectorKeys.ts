import type { Service } from '../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { SelectorKeys } from './podRecord.ts';

interface SelectorSources {
  readonly services: ReadonlyMap<string, Service>;
  readonly networkPolicies: ReadonlyMap<string, NetworkPolicy>;
}

const serviceKeys = new WeakMap<object, readonly string[]>();
const policyKeys = new WeakMap<object, readonly string[]>();

/** The label keys that selectors over the pods of a namespace ask for. */
export function selectorKeysOf({ services, networkPolicies }: SelectorSources): SelectorKeys {
  let own = serviceKeys.get(services);
  if (own === undefined) {
    own = [...new Set([...services.values()].flatMap(({ selector = {} }) => Object.keys(selector)))];
    serviceKeys.set(services, own);
  }
  let ofPolicies = policyKeys.get(networkPolicies);
  if (ofPolicies === undefined) {
    const keys = [...networkPolicies.values()].flatMap(({ podSelector }) => [
      ...Object.keys(podSelector.matchLabels),
      ...podSelector.matchExpressions.map(({ key }) => key),
    ]);
    ofPolicies = [...new Set(keys)];
    policyKeys.set(networkPolicies, ofPolicies);
  }
  const keys = [...new Set([...own, ...ofPolicies])].sort();
  return { keys, signature: JSON.stringify(keys) };
}
