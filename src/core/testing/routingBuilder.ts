import type { Gateway, GatewayRoute, GatewayRouteKind } from '../model/gateway.ts';
import type { Ingress, IngressBackend } from '../model/ingress.ts';

/** An Ingress of the class `web` that sends one host to these Services by path; `changes` overrides any field. */
export function ingress(
  namespace: string,
  name: string,
  host: string,
  backends: Readonly<Record<string, IngressBackend>>,
  changes: Partial<Ingress> = {},
): Ingress {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels: {},
    className: 'web',
    rules: [
      {
        host,
        paths: Object.entries(backends).map(([path, backend]) => ({ path, pathType: 'Prefix', backend })),
      },
    ],
    tlsHosts: [],
    addresses: [{ ip: '192.0.2.10' }],
    ...changes,
  };
}

/** A backend of an Ingress: a port of a Service. */
export function serviceBackend(name: string, port: number | string): IngressBackend {
  return { kind: 'service', name, port };
}

/** A Gateway of the class `web` with one HTTP listener for its own namespace; `changes` overrides any field. */
export function gateway(namespace: string, name: string, changes: Partial<Gateway> = {}): Gateway {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels: {},
    className: 'web',
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP', routesFrom: 'Same', conditions: [] }],
    addresses: ['192.0.2.20'],
    conditions: [{ type: 'Programmed', status: 'True' }],
    ...changes,
  };
}

/** A route of its namespace's Gateway to port 80 of a Service there, accepted; `changes` overrides any field. */
export function gatewayRoute(
  kind: GatewayRouteKind,
  namespace: string,
  name: string,
  toGateway: string,
  toService: string,
  changes: Partial<GatewayRoute> = {},
): GatewayRoute {
  return {
    kind,
    namespace,
    name,
    uid: `uid-${namespace}-${kind}-${name}`,
    labels: {},
    hostnames: [],
    parents: [
      { kind: 'Gateway', namespace, name: toGateway, conditions: [{ type: 'Accepted', status: 'True' }] },
    ],
    backends: [{ kind: 'Service', namespace, name: toService, port: 80, weight: 1 }],
    ...changes,
  };
}
