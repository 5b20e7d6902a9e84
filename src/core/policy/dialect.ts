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
};

/** What Cilium 1.15 enforces: addresses that belong to an identity of the cluster are no CIDR identities. */
export const ciliumDialect: PolicyDialect = {
  name: 'cilium',
  ipBlockSelectsPods: false,
  ipBlockSelectsNodes: false,
  localNodeReachesPods: true,
  podsReachLocalNode: false,
  endPortHonoured: false,
};

/** Every dialect by its name. */
export const policyDialects: Readonly<Record<PolicyDialectName, PolicyDialect>> = {
  kubernetes: kubernetesDialect,
  cilium: ciliumDialect,
};
