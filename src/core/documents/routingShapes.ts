import type { LoadBalancerIngress } from '../model/clusterSnapshot.ts';
import {
  type Gateway,
  type GatewayClass,
  type GatewayListener,
  type GatewayRoute,
  gatewayRouteKinds,
  type RouteBackend,
  type RouteParent,
} from '../model/gateway.ts';
import type { Ingress, IngressBackend, IngressClass, IngressPath, IngressRule } from '../model/ingress.ts';
import {
  condition,
  labels,
  lastChange,
  loadBalancerIngress,
  name,
  namespaceName,
  uid,
} from './commonShapes.ts';
import { labelSelector } from './policyShapes.ts';
import { either, flag, integer, list, object, oneOf, optional, taggedUnion, text } from './shape.ts';

const port = integer(0, 65535);
const maximumWeight = 1_000_000;

const ingressBackend = taggedUnion<IngressBackend>('kind', {
  service: object<Extract<IngressBackend, { kind: 'service' }>>({
    kind: oneOf(['service']),
    name: text(),
    port: either(port, text(), "A number, or the name of the Service's port."),
  }),
  resource: object<Extract<IngressBackend, { kind: 'resource' }>>({
    kind: oneOf(['resource']),
    resourceKind: text(),
    name: text(),
  }),
});

/** A networking.k8s.io/v1 Ingress. */
export const ingress = object<Ingress>({
  namespace: namespaceName,
  name,
  uid,
  labels,
  className: optional(text()),
  defaultBackend: optional(ingressBackend),
  rules: list(
    object<IngressRule>({
      host: optional(text('Absent when every host is meant.')),
      paths: list(
        object<IngressPath>({
          path: optional(text()),
          pathType: text('Exact, Prefix or ImplementationSpecific.'),
          backend: ingressBackend,
        }),
      ),
    }),
  ),
  tlsHosts: list(text(), 'Hosts for which TLS is ended.'),
  addresses: list<LoadBalancerIngress>(loadBalancerIngress),
  lastChange,
});

/** A networking.k8s.io/v1 IngressClass. */
export const ingressClass = object<IngressClass>({ name, controller: text(), isDefault: flag() });

/** A gateway.networking.k8s.io GatewayClass. */
export const gatewayClass = object<GatewayClass>({ name, controller: text(), conditions: list(condition) });

/** A gateway.networking.k8s.io Gateway. */
export const gateway = object<Gateway>({
  namespace: namespaceName,
  name,
  uid,
  labels,
  className: text(),
  listeners: list(
    object<GatewayListener>({
      name: text(),
      port,
      protocol: text('HTTP, HTTPS, TLS, TCP, UDP, or one of an implementation.'),
      hostname: optional(text()),
      routesFrom: oneOf(['Same', 'All', 'Selector', 'None']),
      routeNamespaces: optional(labelSelector),
      conditions: list(condition),
    }),
  ),
  addresses: list(text(), 'Addresses and host names.'),
  conditions: list(condition),
  lastChange,
});

/** A route of gateway.networking.k8s.io. */
export const gatewayRoute = object<GatewayRoute>({
  kind: oneOf(gatewayRouteKinds),
  namespace: namespaceName,
  name,
  uid,
  labels,
  hostnames: list(text()),
  parents: list(
    object<RouteParent>({
      kind: text(),
      namespace: text(),
      name: text(),
      sectionName: optional(text()),
      port: optional(port),
      conditions: list(condition),
    }),
  ),
  backends: list(
    object<RouteBackend>({
      kind: text(),
      namespace: text(),
      name: text(),
      port: optional(port),
      weight: integer(0, maximumWeight),
    }),
    'The backends of all rules, each once.',
  ),
  lastChange,
});
