/** The names of the dialects. */
export type PolicyDialectName = 'kubernetes' | 'cilium';

/**
 * In what an enforcer of NetworkPolicy may differ from another without being wrong, each as a named property. The engine asks the
 * properties, never the name. docs/networkPolicy.md explains each with its source.
 */
export interface PolicyDialect {
  readonly name: PolicyDialectName;
  /** An ipBlock matches the addresses of pods too, not only what lies outside the cluster. */
  readonly ipBlockSelectsPods: boolean;
  /** An ipBlock matches the addresses of nodes (and so of host-network pods). */
  readonly ipBlockSelectsNodes: boolean;
  /** Whatever comes from a pod's own node may enter it: kubelet's probes have to work. */
  readonly localNodeReachesPods: boolean;
  /** A pod may always connect to its own node. */
  readonly podsReachLocalNode: boolean;
  /** A port range (`endPort`) is honoured; where it is not the rule means its first port alone. */
  readonly endPortHonoured: boolean;
  /**
   * Rules of a direction that policyTypes does not name have no effect. Where it is otherwise they are enforced as if it
   * were named: they isolate the pods too.
   */
  readonly policyTypesLimitRules: boolean;
  /**
   * The port name of an egress rule is looked up on each destination pod. Where it is otherwise all pods of the cluster
   * must give it one number, which then holds for every destination of the rule; if they disagree the name matches
   * nothing.
   */
  readonly egressPortNamesOfDestination: boolean;
  /**
   * A peer of selectors matches pods alone. Where it is otherwise, whatever is no pod counts as something without labels:
   * a namespaceSelector that only excludes (NotIn, DoesNotExist), with a podSelector that only excludes or is empty,
   * matches nodes and everything outside too.
   */
  readonly selectorsMatchPodsOnly: boolean;
  /**
   * Regular expressions for the beginnings of pod labels' keys that the enforcer does not know: a selector finds such a label on no
   * pod.
   */
  readonly unseenPodLabels: readonly string[];
}

/**
 * What the Kubernetes API says (networking.k8s.io/v1, and the concept page "Network Policies": traffic to and from the
 * node where a Pod is running is always allowed).
 */
export const kubernetesDialect: PolicyDialect = {
  name: 'kubernetes',
  ipBlockSelectsPods: true,
  ipBlockSelectsNodes: true,
  localNodeReachesPods: true,
  podsReachLocalNode: true,
  endPortHonoured: true,
  policyTypesLimitRules: true,
  egressPortNamesOfDestination: true,
  selectorsMatchPodsOnly: true,
  unseenPodLabels: [],
};

/**
 * Labels that Cilium gives no identity, unless it is configured otherwise (pkg/labelsfilter/filter.go
 * defaultLabelPrefixCfg; its documentation, "Limiting Identity-Relevant Labels").
 */
const labelsWithoutIdentity = [
  String.raw`io\.kubernetes`,
  String.raw`kubernetes\.io`,
  String.raw`k8s\.io`,
  String.raw`.*beta\.kubernetes\.io`,
  String.raw`statefulset\.kubernetes\.io/pod-name`,
  String.raw`apps\.kubernetes\.io/pod-index`,
  String.raw`batch\.kubernetes\.io/job-completion-index`,
  String.raw`batch\.kubernetes\.io/controller-uid`,
  'controller-uid',
  'controller-revision-hash',
  'pod-template-generation',
  'pod-template-hash',
  'annotation',
  'etcd_node',
];

/**
 * What Cilium 1.15 enforces: addresses that belong to an identity of the cluster are no CIDR identities (its documentation, "Layer 3
 * Examples"), ParseNetworkPolicy (pkg/k8s/network_policy.go) takes every rule whatever policyTypes says and passes over
 * endPort, and a port name on egress is resolved from all pods' names (pkg/endpoint/policy.go GetNamedPort).
 */
export const ciliumDialect: PolicyDialect = {
  name: 'cilium',
  ipBlockSelectsPods: false,
  ipBlockSelectsNodes: false,
  localNodeReachesPods: true,
  podsReachLocalNode: false,
  endPortHonoured: false,
  policyTypesLimitRules: false,
  egressPortNamesOfDestination: false,
  selectorsMatchPodsOnly: false,
  unseenPodLabels: labelsWithoutIdentity,
};

/**
 * What a release of Cilium enforces: port ranges since 1.16 (github.com/cilium/cilium/issues/16622), the rest as in 1.15, which is the
 * release that was compared with.
 * @param minor of release 1.MINOR
 */
export function ciliumDialectOf(minor: number): PolicyDialect {
  return minor >= 16 ? ciliumWithPortRanges : ciliumDialect;
}

// One object, because what is compiled for a dialect is remembered by it.
const ciliumWithPortRanges: PolicyDialect = { ...ciliumDialect, endPortHonoured: true };

const withNodesByAddress = new WeakMap<PolicyDialect, PolicyDialect>();

/** The same enforcer set up so that an ipBlock matches nodes too (Cilium's `policy-cidr-match-mode: nodes`). */
export function nodesByAddressDialectOf(dialect: PolicyDialect): PolicyDialect {
  const known = withNodesByAddress.get(dialect);
  if (known !== undefined) return known;
  const made = { ...dialect, ipBlockSelectsNodes: true };
  withNodesByAddress.set(dialect, made);
  return made;
}

/** Every dialect by its name. */
export const policyDialects: Readonly<Record<PolicyDialectName, PolicyDialect>> = {
  kubernetes: kubernetesDialect,
  cilium: ciliumDialect,
};
