import type { AddressFamily } from '../address/addressFamily.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { formatReference, type ObjectReference } from '../model/reference.ts';
import type { PolicyAction, PolicyDirection, PolicyTier } from './compiledPolicy.ts';

/** An end of a connection. An address that belongs to a pod or node is judged as that pod or node. */
export type PolicyEnd =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string };

/** An end as a reference or an address: `shop/pod/web-0`, `node/n1`, `192.0.2.1`. */
export function formatPolicyEnd(end: PolicyEnd): string {
  if (end.kind === 'address') return end.address;
  return formatReference(end);
}

/**
 * A connection that somebody wants to open, as the enforcers see it: after a Service was translated to one of its pods.
 * Replies belong to the connection and need no rule of their own: policies are stateful (networking.k8s.io/v1).
 */
export interface PolicyQuery {
  readonly source: PolicyEnd;
  readonly destination: PolicyEnd;
  /** The port of the destination itself; a name is resolved on the destination pod. */
  readonly port: number | string;
  readonly protocol: TransportProtocol;
  /** Where ends have addresses of both families and only ipBlocks tell them apart. Both when absent. */
  readonly family?: AddressFamily;
}

export type PolicyVerdict = 'allow' | 'deny' | 'unknown';

/** A policy that had a part in a verdict, and where in it. */
export interface DecidingPolicy {
  readonly policy: ObjectReference;
  readonly tier: PolicyTier;
  /** `isolate`: the policy selects the pod and none of its rules matches, so what no other policy allows is denied. */
  readonly action: PolicyAction | 'isolate';
  /** `spec.ingress[0]`; absent with `isolate`. */
  readonly rulePath?: string;
  /** `spec.ingress[0].from[1]`; absent when the rule has no list of peers. */
  readonly peerPath?: string;
  /** `spec.ingress[0].ports[0]`; absent when the rule has no list of ports. */
  readonly portPath?: string;
}

/** Why a direction has the verdict that it has. */
export type VerdictReason =
  /** A rule of the tier says so. */
  | 'rule'
  /** NetworkPolicies select the pod, and none has a rule for this connection. */
  | 'isolated'
  /** No policy selects the pod in this direction. */
  | 'no-policy'
  /** The end is no pod with an address of its own: a node, a host-network pod, something outside. */
  | 'not-covered'
  /** A pod can always talk to itself. */
  | 'self'
  /** The other end is the pod's own node. */
  | 'local-node'
  /** Something that decides it is not known; see `unknown`. */
  | 'unknown';

/** What policies say about one direction of a connection: egress at its source, ingress at its destination. */
export interface DirectionVerdict {
  readonly direction: PolicyDirection;
  readonly verdict: PolicyVerdict;
  readonly reason: VerdictReason;
  /** The deciding policies, sorted; with verdict `unknown` those that would decide if what is not known were harmless. */
  readonly by: readonly DecidingPolicy[];
  /** What is not known and matters, in words for people; empty unless the verdict is `unknown`. */
  readonly unknown: readonly string[];
}

/** Whether policies let a connection through. */
export interface PolicyEvaluation {
  /** `deny` when one direction denies, whatever the other; `allow` when both do. */
  readonly verdict: PolicyVerdict;
  readonly ingress: DirectionVerdict;
  readonly egress: DirectionVerdict;
}
