import { urlPart } from '../../core/text/urlPart.ts';
import { otherPolicyKinds } from '../../core/model/otherPolicies.ts';
import type { ObjectReference } from '../../core/model/reference.ts';

/** Where the API serves a kind. */
export interface ObjectKind {
  /** The API's own name of the kind. */
  readonly kind: string;
  readonly plural: string;
  /** API groups that may serve it, the preferred first; '' is the core group. */
  readonly groups: readonly string[];
  /** Of the group; absent where clusters differ in the versions that they serve. */
  readonly version?: string;
}

function stable(kind: string, plural: string, group: string): ObjectKind {
  return { kind, plural, groups: [group], version: 'v1' };
}

/** Gateway API serves its kinds in v1 or in older versions, depending on how old its CRDs are. */
function gateway(kind: string, plural: string): ObjectKind {
  return { kind, plural, groups: ['gateway.networking.k8s.io'] };
}

/** Every kind that a reference may name. None of them holds credentials: Secrets are no network objects, and never read. */
const kinds: ReadonlyMap<string, ObjectKind> = new Map<string, ObjectKind>([
  ['namespace', stable('Namespace', 'namespaces', '')],
  ['node', stable('Node', 'nodes', '')],
  ['pod', stable('Pod', 'pods', '')],
  ['service', stable('Service', 'services', '')],
  ['configmap', stable('ConfigMap', 'configmaps', '')],
  ['replicationcontroller', stable('ReplicationController', 'replicationcontrollers', '')],
  ['endpointslice', stable('EndpointSlice', 'endpointslices', 'discovery.k8s.io')],
  ['networkpolicy', stable('NetworkPolicy', 'networkpolicies', 'networking.k8s.io')],
  ['ingress', stable('Ingress', 'ingresses', 'networking.k8s.io')],
  ['ingressclass', stable('IngressClass', 'ingressclasses', 'networking.k8s.io')],
  ['deployment', stable('Deployment', 'deployments', 'apps')],
  ['replicaset', stable('ReplicaSet', 'replicasets', 'apps')],
  ['statefulset', stable('StatefulSet', 'statefulsets', 'apps')],
  ['daemonset', stable('DaemonSet', 'daemonsets', 'apps')],
  ['job', stable('Job', 'jobs', 'batch')],
  ['cronjob', stable('CronJob', 'cronjobs', 'batch')],
  ['gatewayclass', gateway('GatewayClass', 'gatewayclasses')],
  ['gateway', gateway('Gateway', 'gateways')],
  ['httproute', gateway('HTTPRoute', 'httproutes')],
  ['grpcroute', gateway('GRPCRoute', 'grpcroutes')],
  ['tlsroute', gateway('TLSRoute', 'tlsroutes')],
  ['tcproute', gateway('TCPRoute', 'tcproutes')],
  ['udproute', gateway('UDPRoute', 'udproutes')],
  ...otherPolicyKinds.map(({ reference, kind, plural, apiGroups }): [string, ObjectKind] => [
    reference,
    { kind, plural, groups: apiGroups },
  ]),
]);

/** Where the API serves the kind of a reference; `undefined` for a kind whose objects Podpath does not open. */
export function objectKindOf({ kind }: ObjectReference): ObjectKind | undefined {
  return kinds.get(kind);
}

/** The path of the collection that an object is in, e.g. `/apis/apps/v1/namespaces/shop/deployments`. */
export function collectionPath(
  { plural }: ObjectKind,
  groupVersion: string,
  namespace: string | undefined,
): string {
  const root = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${urlPart(namespace)}/${plural}`;
}

/** The kind of the objects of a collection, by the last part of its path that names one; '' for what is not known. */
export function kindOfPath(path: string): string {
  const parts = (path.split('?')[0] ?? '').split('/');
  if (parts.includes('events')) return 'Event';
  const plurals = new Map([...kinds.values()].map(({ kind, plural }) => [plural, kind]));
  return parts.map((part) => plurals.get(part)).findLast((kind) => kind !== undefined) ?? '';
}
