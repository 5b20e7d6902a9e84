import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { LabelSelector } from '../model/labelSelector.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { Cidr } from '../address/cidr.ts';

export type PolicyDirection = 'ingress' | 'egress';

/**
 * In the order in which they are asked. `network-policy` holds every NetworkPolicy; the others belong to
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy (policy.networking.k8s.io).
 */
export type PolicyTier = 'admin' | 'network-policy' | 'baseline';

/** `pass` leaves the tier; `allow` is what ClusterNetworkPolicy calls Accept. Rules of a NetworkPolicy only allow. */
export type PolicyAction = 'allow' | 'deny' | 'pass';

/** Some namespaces: one by its name, or those with labels (an empty selector: every one). */
export type NamespaceSelection =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'labels'; readonly selector: LabelSelector };

/** Pods of some namespaces. Host-network pods are never among them: to a policy they are their node. */
export interface PodSelection {
  readonly namespaces: NamespaceSelection;
  /** Empty selects every pod of the namespaces. */
  readonly pods: LabelSelector;
}

/** One entry of a rule's list of peers. `path` is its place in the object: `spec.ingress[0].from[1]`. */
export type CompiledPeer =
  | { readonly kind: 'pods'; readonly path: string; readonly selection: PodSelection }
  /** Addresses in one of the blocks and in no exception. */
  | {
      readonly kind: 'addresses';
      readonly path: string;
      readonly blocks: readonly Cidr[];
      readonly except: readonly Cidr[];
    }
  /** Nodes by their labels, and so the host-network pods on them. */
  | { readonly kind: 'nodes'; readonly path: string; readonly selector: LabelSelector }
  /** Something that this program does not evaluate, so nobody knows whom it matches. */
  | { readonly kind: 'unsupported'; readonly path: string; readonly reason: string };

/** One entry of a rule's list of ports. */
export type CompiledPort =
  | {
      readonly kind: 'range';
      readonly path: string;
      readonly protocol: TransportProtocol;
      /** Inclusive; 0 to 65535 where the rule names a protocol and no port. */
      readonly first: number;
      readonly last: number;
    }
  /** A name that each destination pod resolves for itself. Without `protocol` the pod's port of that name decides it. */
  | {
      readonly kind: 'named';
      readonly path: string;
      readonly name: string;
      readonly protocol?: TransportProtocol;
    }
  | { readonly kind: 'unsupported'; readonly path: string; readonly reason: string };

/** A rule matches a connection when one of its peers and one of its ports does. */
export interface CompiledRule {
  /** `spec.egress[2]`. */
  readonly path: string;
  /** The name that its author gave it; only tiered policies have one. */
  readonly name?: string;
  readonly action: PolicyAction;
  /** `any`: the list is empty or absent, which matches every peer (never so in tiered policies). */
  readonly peers: 'any' | readonly CompiledPeer[];
  /** `any`: the list is empty or absent, which matches every port of every protocol. */
  readonly ports: 'any' | readonly CompiledPort[];
}

/** One policy of any kind in the one shape that pairwise evaluation and the matrix share. */
export interface CompiledPolicy {
  readonly reference: ObjectReference;
  readonly tier: PolicyTier;
  /** Lower is asked first, equal ones in no order that anybody may rely on. 0 in the tier `network-policy`, whose policies are a union. */
  readonly priority: number;
  readonly subject: PodSelection;
  /**
   * Absent when the policy does not concern the direction. An empty list in the tier `network-policy` isolates the
   * subject and allows nothing.
   */
  readonly ingress?: readonly CompiledRule[];
  readonly egress?: readonly CompiledRule[];
}

/** A policy of another API (Calico, Cilium), of which only the existence is known: it may decide anything about its subjects. */
export interface CompiledOpaquePolicy {
  readonly reference: ObjectReference;
  /** The only namespace of its subjects; absent when it may select pods anywhere. */
  readonly namespace?: string;
}

/** All policies of a snapshot, ready to be evaluated. */
export interface CompiledPolicies {
  /** By priority, and by name among equals. */
  readonly admin: readonly CompiledPolicy[];
  /** By the namespace whose pods they select, sorted by name. */
  readonly networkPolicies: ReadonlyMap<string, readonly CompiledPolicy[]>;
  /** By priority, and by name among equals. */
  readonly baseline: readonly CompiledPolicy[];
  readonly opaque: readonly CompiledOpaquePolicy[];
}
