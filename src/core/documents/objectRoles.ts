import type { BasicResourceName } from '../model/coverage.ts';
import { type OtherPolicyKind, otherPolicyKinds } from '../model/otherPolicies.ts';
import { type RoutingKind, routingKinds } from '../model/routingKinds.ts';
import { workloadKindOf } from '../model/podsOfWorkload.ts';

/** What a kind of an API group is called by: both together, since every API may have its own NetworkPolicy. */
export interface KindName {
  readonly kind: string;
  /** '' for the core group. */
  readonly apiGroup: string;
}

/** What an object is to a network. */
export type ObjectRole =
  | { readonly role: 'basic'; readonly resource: BasicResourceName }
  | { readonly role: 'routing'; readonly kind: RoutingKind }
  | { readonly role: 'policy'; readonly kind: OtherPolicyKind }
  /** Stands for its pods. */
  | { readonly role: 'workload' }
  /** A policy of an API that nobody here knows: it may decide anything. */
  | { readonly role: 'unknown-policy' }
  /** A kind that the API server stopped serving under this group; it refuses the object. */
  | { readonly role: 'unserved'; readonly resource: BasicResourceName | 'ingresses' }
  | { readonly role: 'other' };

const basicKinds: Readonly<
  Record<string, { readonly apiGroup: string; readonly resource: BasicResourceName }>
> = {
  Namespace: { apiGroup: '', resource: 'namespaces' },
  Node: { apiGroup: '', resource: 'nodes' },
  Pod: { apiGroup: '', resource: 'pods' },
  Service: { apiGroup: '', resource: 'services' },
  EndpointSlice: { apiGroup: 'discovery.k8s.io', resource: 'endpointslices' },
  NetworkPolicy: { apiGroup: 'networking.k8s.io', resource: 'networkpolicies' },
};

/** extensions/v1beta1: gone since Kubernetes 1.16, its Ingress since 1.22. */
const unservedKinds: Readonly<Record<string, BasicResourceName | 'ingresses'>> = {
  NetworkPolicy: 'networkpolicies',
  Ingress: 'ingresses',
  Deployment: 'pods',
  DaemonSet: 'pods',
  ReplicaSet: 'pods',
};

/** What policies of other APIs are called; Calico's staged ones and those of second networks decide nothing here. */
const policyName = /(?:NetworkPolicy|NetworkPolicies|Firewall|FirewallPolicy)$/;
const harmlessPolicyName = /^(?:Staged|Multi)/;
const securityPolicyGroups: ReadonlySet<string> = new Set([
  'crd.nsx.vmware.com',
  'nsx.vmware.com',
  'kubeovn.io',
]);

function isUnknownPolicy({ kind, apiGroup }: KindName): boolean {
  // Kubernetes' own groups have no other.
  if (apiGroup === '' || apiGroup === 'networking.k8s.io') return false;
  if (/^Security(?:Policy|Group)$/.test(kind)) return securityPolicyGroups.has(apiGroup);
  return policyName.test(kind) && !harmlessPolicyName.test(kind);
}

/** What objects of a kind are to a network. */
export function roleOf(name: KindName): ObjectRole {
  const { kind, apiGroup } = name;
  const basic = Object.hasOwn(basicKinds, kind) ? basicKinds[kind] : undefined;
  if (basic?.apiGroup === apiGroup) return { role: 'basic', resource: basic.resource };
  const routing = routingKinds.find((own) => own.kind === kind && own.apiGroups.includes(apiGroup));
  if (routing !== undefined) return { role: 'routing', kind: routing };
  const policy = otherPolicyKinds.find((own) => own.kind === kind && own.apiGroups.includes(apiGroup));
  if (policy !== undefined) return { role: 'policy', kind: policy };
  if (workloadKindOf(name) !== undefined) return { role: 'workload' };
  const unserved =
    apiGroup === 'extensions' && Object.hasOwn(unservedKinds, kind) ? unservedKinds[kind] : undefined;
  if (unserved !== undefined) return { role: 'unserved', resource: unserved };
  return isUnknownPolicy(name) ? { role: 'unknown-policy' } : { role: 'other' };
}

/** Groups that come with Kubernetes; the core group and the first ones have no dot. */
const ownGroup = /^(?:[a-z]*|[a-z.]+\.k8s\.io)$/;

/**
 * Whether objects of a kind surely have nothing to do with a network: a fault in one harms no answer. Of kinds that Kubernetes does
 * not bring nobody knows.
 */
export function isHarmless(name: KindName): boolean {
  return (
    ownGroup.test(name.apiGroup) &&
    name.kind !== '' &&
    !name.kind.endsWith('List') &&
    roleOf(name).role === 'other'
  );
}

/** The group of `apps/v1`; '' of `v1`. */
export function apiGroupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
