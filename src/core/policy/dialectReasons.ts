import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import type { DirectionVerdict, PolicyQuery } from './policyQuery.ts';

type Property = Exclude<keyof PolicyDialect, 'name'>;

/** What each property means where it is not as the API says, in words. */
const meanings: Readonly<Record<Property, string>> = {
  ipBlockSelectsPods: 'an ipBlock does not match pods there',
  ipBlockSelectsNodes:
    'an ipBlock does not match nodes there, unless policy-cidr-match-mode says so, which is not read',
  localNodeReachesPods: "a pod's own node does not always reach it there",
  podsReachLocalNode: 'a pod does not always reach its own node there',
  endPortHonoured: 'a port range (endPort) means its first port alone there',
  policyTypesLimitRules: 'rules count there though policyTypes leaves their direction out',
  egressPortNamesOfDestination: 'the port name of an egress rule is resolved from all pods together there',
  selectorsMatchPodsOnly: 'a selector that only excludes matches what is no pod too there',
  unseenPodLabels: 'some labels (of Kubernetes itself, for example) are not known to the enforcer there',
};

/** One object for each dialect and property, because what is compiled for a dialect is remembered by it. */
const variants = new WeakMap<PolicyDialect, Map<Property, PolicyDialect>>();

function asTheApiSays(dialect: PolicyDialect, property: Property): PolicyDialect {
  const known = variants.get(dialect) ?? new Map<Property, PolicyDialect>();
  variants.set(dialect, known);
  const variant = known.get(property) ?? { ...dialect, [property]: kubernetesDialect[property] };
  known.set(property, variant);
  return variant;
}

/**
 * Why an enforcer decides otherwise than the API's meaning would: each property of its dialect without which the verdict would be
 * another. Empty where the two agree.
 */
export function dialectReasons(
  snapshot: ClusterSnapshot,
  query: PolicyQuery,
  { direction, verdict }: Pick<DirectionVerdict, 'direction' | 'verdict'>,
  dialect: PolicyDialect,
): readonly string[] {
  if (evaluatePolicies(snapshot, query, kubernetesDialect)[direction].verdict === verdict) return [];
  const properties = (Object.keys(meanings) as Property[]).filter(
    (property) => dialect[property] !== kubernetesDialect[property],
  );
  return properties
    .filter(
      (property) =>
        evaluatePolicies(snapshot, query, asTheApiSays(dialect, property))[direction].verdict !== verdict,
    )
    .map((property) => meanings[property]);
}
