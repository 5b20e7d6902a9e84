import type { TransportProtocol } from './transportProtocol.ts';
import type { LabelSelector } from './labelSelector.ts';
import type { LastChange } from './lastChange.ts';

export interface IpBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** One entry of a `from` or `to` list. With both selectors a pod must satisfy both. */
export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface NetworkPolicyPort {
  readonly protocol: TransportProtocol;
  /** Number or name of the pod's port; absent means every port. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** A field of a manifest that the API drops. */
export interface DroppedField {
  /** `spec.ingress[0].form` */
  readonly path: string;
  /** The field that was probably meant. */
  readonly nearest?: string;
  /** What the policy means without it: `so the rule lets everybody in`. */
  readonly effect?: string;
}

/** An empty or absent list of peers or ports matches all of them (networking.k8s.io/v1). */
export interface NetworkPolicyRule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly podSelector: LabelSelector;
  /** As written; empty when the author left it out and the API server had not defaulted it (a manifest file). */
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  readonly ingress: readonly NetworkPolicyRule[];
  /** `undefined` when the field is absent, which matters for inferring policyTypes. */
  readonly egress?: readonly NetworkPolicyRule[];
  readonly lastChange?: LastChange;
  /** Fields that the API does not know and drops; only what somebody wrote has any. */
  readonly unknownFields?: readonly DroppedField[];
}
