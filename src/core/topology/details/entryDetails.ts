import type { Condition } from '../../model/condition.ts';
import type { NamespacePartition } from '../../model/clusterSnapshot.ts';
import type { Gateway, GatewayRoute } from '../../model/gateway.ts';
import type { Ingress, IngressBackend } from '../../model/ingress.ts';
import { formatReference } from '../../model/reference.ts';
import { routeId } from '../entries/gatewayEntries.ts';
import { type DetailFact, fact, factList } from './detailFact.ts';

function backendWords(backend: IngressBackend): string {
  return backend.kind === 'service'
    ? `${backend.name}:${String(backend.port)}`
    : `${backend.resourceKind} ${backend.name}`;
}

function backendId(namespace: string, backend: IngressBackend): { readonly id?: string } {
  if (backend.kind !== 'service') return {};
  return { id: formatReference({ kind: 'service', namespace, name: backend.name }) };
}

/** What is worth knowing of an Ingress. */
export function ingressDetails(ingress: Ingress): readonly DetailFact[] {
  const { namespace, className, rules, tlsHosts, addresses, defaultBackend } = ingress;
  return [
    ...fact('Class', className ?? 'none named'),
    ...fact('Addresses', addresses.map(({ ip, hostname }) => ip ?? hostname ?? '').join(', ') || 'none yet'),
    ...factList(
      'Rule',
      rules.flatMap(({ host = 'any host', paths }) =>
        paths.map(({ path = '', backend }) => ({
          value: `${host}${path} → ${backendWords(backend)}`,
          ...backendId(namespace, backend),
        })),
      ),
    ),
    ...(defaultBackend === undefined
      ? []
      : [
          {
            label: 'Otherwise',
            value: backendWords(defaultBackend),
            ...backendId(namespace, defaultBackend),
          },
        ]),
    ...fact('TLS for', tlsHosts.join(', ')),
  ];
}

function conditionFacts(conditions: readonly Condition[]): readonly DetailFact[] {
  return factList(
    'Condition',
    conditions.map(({ type, status, reason = '', message = '' }) => {
      const why = status === 'True' ? [] : [reason, message].filter((part) => part !== '');
      return { value: [`${type}: ${status}`, ...why].join(' · ') };
    }),
  );
}

/** What is worth knowing of a Gateway. */
export function gatewayDetails(partition: NamespacePartition, gateway: Gateway): readonly DetailFact[] {
  const { namespace, name, className, listeners, addresses, conditions } = gateway;
  const routes = [...partition.gatewayRoutes.values()].filter(({ parents }) =>
    parents.some(
      (parent) => parent.kind === 'Gateway' && parent.namespace === namespace && parent.name === name,
    ),
  );
  return [
    ...fact('Class', className),
    ...fact('Addresses', addresses.join(', ') || 'none yet'),
    ...factList(
      'Listener',
      listeners.map((listener) => {
        const host = listener.hostname === undefined ? '' : ` ${listener.hostname}`;
        return {
          value: `${listener.name}: ${listener.protocol} ${listener.port}${host} · routes from ${listener.routesFrom}`,
        };
      }),
    ),
    ...conditionFacts(conditions),
    ...factList(
      'Route',
      routes.map((route) => ({ value: `${route.kind} ${route.name}`, id: routeId(route) })),
    ),
  ];
}

/** What is worth knowing of a route. */
export function routeDetails({ hostnames, parents, backends }: GatewayRoute): readonly DetailFact[] {
  return [
    ...fact('Hosts', hostnames.join(', ') || 'any'),
    ...factList(
      'Attached to',
      parents.map(({ kind, namespace, name, sectionName }) => {
        const listener = sectionName === undefined ? '' : `, listener ${sectionName}`;
        const reference = kind === 'Gateway' ? 'gateway' : 'service';
        return {
          value: `${kind} ${namespace}/${name}${listener}`,
          id: formatReference({ kind: reference, namespace, name }),
        };
      }),
    ),
    ...parents.flatMap(({ conditions }) => conditionFacts(conditions)),
    ...factList(
      'Backend',
      backends.map(({ kind, namespace, name, port, weight }) => ({
        value: `${namespace}/${name}${port === undefined ? '' : `:${port}`} · weight ${weight}`,
        ...(kind === 'Service' ? { id: formatReference({ kind: 'service', namespace, name }) } : {}),
      })),
    ),
  ];
}
