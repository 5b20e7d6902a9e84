import type { OtherPolicyName } from './coverage.ts';
import type { OpaquePolicy } from './opaquePolicy.ts';
import type { ReferenceKind } from './reference.ts';
import type { TieredPolicy } from './tieredPolicy.ts';

/** The model type of each policy resource beside networkpolicies. */
export interface OtherPolicyByResource {
  adminnetworkpolicies: TieredPolicy;
  baselineadminnetworkpolicies: TieredPolicy;
  clusternetworkpolicies: TieredPolicy;
  ciliumnetworkpolicies: OpaquePolicy;
  ciliumclusterwidenetworkpolicies: OpaquePolicy;
  caliconetworkpolicies: OpaquePolicy;
  calicoglobalnetworkpolicies: OpaquePolicy;
  antreanetworkpolicies: OpaquePolicy;
  antreaclusternetworkpolicies: OpaquePolicy;
  egressfirewalls: OpaquePolicy;
  egressnetworkpolicies: OpaquePolicy;
  otherapipolicies: OpaquePolicy;
}

/**
 * The partition of a snapshot for policies beside NetworkPolicy: few, mostly cluster-scoped, and of APIs that most clusters do not
 * have. Keys are names, or `NAMESPACE/NAME` for namespaced kinds.
 */
export type OtherPolicies = {
  readonly [Resource in OtherPolicyName]: ReadonlyMap<string, OtherPolicyByResource[Resource]>;
};

/** A policy resource beside networkpolicies, as the API serves it. */
export interface OtherPolicyKind {
  readonly resource: OtherPolicyName;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The API groups that serve it, the preferred first. */
  readonly apiGroups: readonly string[];
  /** Plural name in the API. */
  readonly plural: string;
  /** Of a reference to one; `kubectl get` understands it. */
  readonly reference: ReferenceKind;
}

const networkPolicyApi = ['policy.networking.k8s.io'];
/** Calico's own CRDs; from 3.32 on the group of its API server may be served by CRDs too. */
const calicoApi = ['crd.projectcalico.org', 'projectcalico.org'];
/** The second is what Antrea's group was called before 1.0. */
const antreaApi = ['crd.antrea.io', 'security.antrea.tanzu.vmware.com'];

/** Every such resource. One more API that can override NetworkPolicies is one more entry, here and in coverage.ts. */
export const otherPolicyKinds: readonly OtherPolicyKind[] = [
  {
    resource: 'adminnetworkpolicies',
    kind: 'AdminNetworkPolicy',
    namespaced: false,
    apiGroups: networkPolicyApi,
    plural: 'adminnetworkpolicies',
    reference: 'adminnetworkpolicy',
  },
  {
    resource: 'baselineadminnetworkpolicies',
    kind: 'BaselineAdminNetworkPolicy',
    namespaced: false,
    apiGroups: networkPolicyApi,
    plural: 'baselineadminnetworkpolicies',
    reference: 'baselineadminnetworkpolicy',
  },
  {
    resource: 'clusternetworkpolicies',
    kind: 'ClusterNetworkPolicy',
    namespaced: false,
    apiGroups: networkPolicyApi,
    plural: 'clusternetworkpolicies',
    reference: 'clusternetworkpolicy',
  },
  {
    resource: 'ciliumnetworkpolicies',
    kind: 'CiliumNetworkPolicy',
    namespaced: true,
    apiGroups: ['cilium.io'],
    plural: 'ciliumnetworkpolicies',
    reference: 'ciliumnetworkpolicy',
  },
  {
    resource: 'ciliumclusterwidenetworkpolicies',
    kind: 'CiliumClusterwideNetworkPolicy',
    namespaced: false,
    apiGroups: ['cilium.io'],
    plural: 'ciliumclusterwidenetworkpolicies',
    reference: 'ciliumclusterwidenetworkpolicy',
  },
  {
    resource: 'caliconetworkpolicies',
    kind: 'NetworkPolicy',
    namespaced: true,
    apiGroups: calicoApi,
    plural: 'networkpolicies',
    reference: 'networkpolicy.crd.projectcalico.org',
  },
  {
    resource: 'calicoglobalnetworkpolicies',
    kind: 'GlobalNetworkPolicy',
    namespaced: false,
    apiGroups: calicoApi,
    plural: 'globalnetworkpolicies',
    reference: 'globalnetworkpolicy.crd.projectcalico.org',
  },
  {
    resource: 'antreanetworkpolicies',
    kind: 'NetworkPolicy',
    namespaced: true,
    apiGroups: antreaApi,
    plural: 'networkpolicies',
    reference: 'networkpolicy.crd.antrea.io',
  },
  {
    resource: 'antreaclusternetworkpolicies',
    kind: 'ClusterNetworkPolicy',
    namespaced: false,
    apiGroups: antreaApi,
    plural: 'clusternetworkpolicies',
    reference: 'clusternetworkpolicy.crd.antrea.io',
  },
  {
    resource: 'egressfirewalls',
    kind: 'EgressFirewall',
    namespaced: true,
    apiGroups: ['k8s.ovn.org'],
    plural: 'egressfirewalls',
    reference: 'egressfirewall',
  },
  {
    resource: 'egressnetworkpolicies',
    kind: 'EgressNetworkPolicy',
    namespaced: true,
    apiGroups: ['network.openshift.io'],
    plural: 'egressnetworkpolicies',
    reference: 'egressnetworkpolicy',
  },
  // Of no group that is known: whoever meets one says so by itself.
  {
    resource: 'otherapipolicies',
    kind: 'policy of another API',
    namespaced: true,
    apiGroups: [],
    plural: '',
    reference: 'otherpolicy',
  },
];

/** None of any kind. */
export const noOtherPolicies: OtherPolicies = {
  adminnetworkpolicies: new Map(),
  baselineadminnetworkpolicies: new Map(),
  clusternetworkpolicies: new Map(),
  ciliumnetworkpolicies: new Map(),
  ciliumclusterwidenetworkpolicies: new Map(),
  caliconetworkpolicies: new Map(),
  calicoglobalnetworkpolicies: new Map(),
  antreanetworkpolicies: new Map(),
  antreaclusternetworkpolicies: new Map(),
  egressfirewalls: new Map(),
  egressnetworkpolicies: new Map(),
  otherapipolicies: new Map(),
};

/** The key of a policy in its map. */
export function otherPolicyKey(policy: { readonly namespace?: string; readonly name: string }): string {
  return policy.namespace === undefined ? policy.name : `${policy.namespace}/${policy.name}`;
}
