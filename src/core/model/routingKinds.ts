import type { HelperResourceName, RoutingResourceName } from './coverage.ts';
import type { Projection } from './projection.ts';
import { projectGateway, projectGatewayClass } from './projectGateway.ts';
import { projectGatewayRoute } from './projectGatewayRoute.ts';
import { projectIngress, projectIngressClass } from './projectIngress.ts';
import { projectNetworkEvent } from './projectNetworkEvent.ts';
import { projectWorkloadOwner } from './projectWorkloadOwner.ts';
import type { ObjectByResource } from './snapshotChange.ts';

/** A resource that leads into a cluster or helps to explain it, as the API serves it and as it is read. */
export interface RoutingKind {
  readonly resource: RoutingResourceName | HelperResourceName;
  readonly kind: string;
  /** The API groups that serve it; '' is the core group. */
  readonly apiGroups: readonly string[];
  readonly namespaced: boolean;
  /** Never throws. */
  readonly project: (raw: unknown) => Projection<ObjectByResource[RoutingResourceName | HelperResourceName]>;
}

const networking = ['networking.k8s.io'];
const gatewayApi = ['gateway.networking.k8s.io'];

/** Every such resource. One more is one more entry, here and in coverage.ts and resourcePlaces.ts. */
export const routingKinds: readonly RoutingKind[] = [
  {
    resource: 'ingresses',
    kind: 'Ingress',
    apiGroups: networking,
    namespaced: true,
    project: projectIngress,
  },
  {
    resource: 'ingressclasses',
    kind: 'IngressClass',
    apiGroups: networking,
    namespaced: false,
    project: projectIngressClass,
  },
  {
    resource: 'gatewayclasses',
    kind: 'GatewayClass',
    apiGroups: gatewayApi,
    namespaced: false,
    project: projectGatewayClass,
  },
  { resource: 'gateways', kind: 'Gateway', apiGroups: gatewayApi, namespaced: true, project: projectGateway },
  {
    resource: 'httproutes',
    kind: 'HTTPRoute',
    apiGroups: gatewayApi,
    namespaced: true,
    project: (raw) => projectGatewayRoute('HTTPRoute', raw),
  },
  {
    resource: 'grpcroutes',
    kind: 'GRPCRoute',
    apiGroups: gatewayApi,
    namespaced: true,
    project: (raw) => projectGatewayRoute('GRPCRoute', raw),
  },
  {
    resource: 'tlsroutes',
    kind: 'TLSRoute',
    apiGroups: gatewayApi,
    namespaced: true,
    project: (raw) => projectGatewayRoute('TLSRoute', raw),
  },
  {
    resource: 'tcproutes',
    kind: 'TCPRoute',
    apiGroups: gatewayApi,
    namespaced: true,
    project: (raw) => projectGatewayRoute('TCPRoute', raw),
  },
  {
    resource: 'udproutes',
    kind: 'UDPRoute',
    apiGroups: gatewayApi,
    namespaced: true,
    project: (raw) => projectGatewayRoute('UDPRoute', raw),
  },
  {
    resource: 'replicasets',
    kind: 'ReplicaSet',
    apiGroups: ['apps'],
    namespaced: true,
    project: (raw) => projectWorkloadOwner('ReplicaSet', raw),
  },
  {
    resource: 'jobs',
    kind: 'Job',
    apiGroups: ['batch'],
    namespaced: true,
    project: (raw) => projectWorkloadOwner('Job', raw),
  },
  {
    resource: 'events',
    kind: 'Event',
    apiGroups: ['', 'events.k8s.io'],
    namespaced: true,
    project: projectNetworkEvent,
  },
];
