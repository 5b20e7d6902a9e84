import type { Condition } from '../model/condition.ts';
import type { Gateway, GatewayListener, GatewayRoute, RouteBackend, RouteParent } from '../model/gateway.ts';
import type { ChangeKind } from './networkChange.ts';

/** Conditions that say something is wrong; those that are fine are no news. */
function showFailed(conditions: readonly Condition[]): readonly string[] {
  return conditions
    .filter(({ status }) => status !== 'True')
    .map(({ type, status, reason }) => `${type} is ${status}${reason === undefined ? '' : ` (${reason})`}`);
}

function showListener({ name, port, protocol, hostname, routesFrom }: GatewayListener): string {
  const host = hostname === undefined ? '' : ` for ${hostname}`;
  return `${name} ${String(port)}/${protocol}${host}, routes from ${routesFrom}`;
}

/** What of a Gateway decides which routes may use it, and where clients find it. */
export const gatewayChanges: ChangeKind<Gateway> = {
  title: 'Gateway',
  referenceOf: ({ namespace, name }) => ({ kind: 'gateway', namespace, name }),
  fields: [
    { label: 'listeners', show: ({ listeners }) => listeners.map(showListener) },
    { label: 'class', show: ({ className }) => [className] },
    { label: 'addresses', show: ({ addresses }) => addresses, status: true },
    {
      label: 'conditions',
      show: ({ conditions, listeners }) => [
        ...showFailed(conditions),
        ...listeners.flatMap(({ name, conditions: own }) =>
          showFailed(own).map((text) => `${name}: ${text}`),
        ),
      ],
      status: true,
    },
  ],
};

function showParent({ kind, namespace, name, sectionName, port }: RouteParent): string {
  const section = sectionName === undefined ? '' : `/${sectionName}`;
  return `${kind} ${namespace}/${name}${section}${port === undefined ? '' : `:${String(port)}`}`;
}

function showBackend({ kind, namespace, name, port, weight }: RouteBackend): string {
  const to = `${kind === 'Service' ? '' : `${kind} `}${namespace}/${name}${port === undefined ? '' : `:${String(port)}`}`;
  return weight === 1 ? to : `${to} (weight ${String(weight)})`;
}

/** What of a route decides which requests go where. */
export function gatewayRouteChanges(kind: GatewayRoute['kind']): ChangeKind<GatewayRoute> {
  return {
    title: kind,
    referenceOf: ({ namespace, name }) => ({ kind: referenceKinds[kind], namespace, name }),
    fields: [
      { label: 'host names', show: ({ hostnames }) => hostnames },
      { label: 'backends', show: ({ backends }) => backends.map(showBackend) },
      { label: 'parents', show: ({ parents }) => parents.map(showParent) },
      {
        label: 'conditions',
        show: ({ parents }) => parents.flatMap(({ conditions }) => showFailed(conditions)),
        status: true,
      },
    ],
  };
}

const referenceKinds = {
  HTTPRoute: 'httproute',
  GRPCRoute: 'grpcroute',
  TLSRoute: 'tlsroute',
  TCPRoute: 'tcproute',
  UDPRoute: 'udproute',
} as const;
