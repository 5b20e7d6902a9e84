import type { LabelSelector } from './labelSelector.ts';
import type { NetworkPolicyPort } from './networkPolicy.ts';
import type { TransportProtocol } from './transportProtocol.ts';

/** The cluster-scoped policy kinds of policy.networking.k8s.io: v1alpha1's two, and their successor of v1alpha2 and later. */
export type TieredPolicyKind = 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy';

/** Pods by the labels of their namespace and their own. Empty selectors select everything. */
export interface NamespacedPods {
  readonly namespaceSelector: LabelSelector;
  /** Absent: every pod of the namespaces. */
  readonly podSelector?: LabelSelector;
}

/** Exactly one field is set; `unsupported` names one that this program does not evaluate. */
export interface TieredPeer {
  readonly pods?: NamespacedPods;
  /** Nodes by their labels (experimental in the API). */
  readonly nodes?: LabelSelector;
  /** CIDR blocks. */
  readonly networks?: readonly string[];
  /** The field of the API that is set instead: `domainNames`, v0.1.1's `sameLabels`, one of a newer version. */
  readonly unsupported?: string;
}

/** Exactly one of `port` (with an optional end) and `name` is set, or neither: every port of the protocol. */
export interface TieredPort {
  /** Absent with a name: the pod's port of that name decides. */
  readonly protocol?: TransportProtocol;
  readonly port?: NetworkPolicyPort['port'];
  readonly endPort?: number;
  readonly unsupported?: string;
}

/** The API calls `Accept` what its first version called Allow. */
export type TieredAction = 'Accept' | 'Deny' | 'Pass';

/** The first rule that matches decides; unlike in a NetworkPolicy an empty list of peers matches nobody. */
export interface TieredRule {
  readonly name?: string;
  readonly action: TieredAction;
  readonly peers: readonly TieredPeer[];
  /** Absent: every port. */
  readonly ports?: readonly TieredPort[];
}

/** A policy that is asked before (Admin) or after (Baseline) the NetworkPolicies of a pod's namespace. */
export interface TieredPolicy {
  readonly kind: TieredPolicyKind;
  readonly name: string;
  readonly uid: string;
  readonly tier: 'Admin' | 'Baseline';
  /** 0 to 1000, lower first; 0 for the one BaselineAdminNetworkPolicy. */
  readonly priority: number;
  readonly subject: NamespacedPods;
  readonly ingress: readonly TieredRule[];
  readonly egress: readonly TieredRule[];
}
