import type { LoadBalancerIngress } from '../model/clusterSnapshot.ts';
import type { Ingress, IngressBackend } from '../model/ingress.ts';
import type { ChangeKind } from './networkChange.ts';

function showBackend(backend: IngressBackend): string {
  return backend.kind === 'service'
    ? `${backend.name}:${String(backend.port)}`
    : `${backend.resourceKind} ${backend.name}`;
}

/** Addresses that a controller has put into a status. */
function showAddress({ ip, hostname }: LoadBalancerIngress): string {
  return ip ?? hostname ?? '';
}

/** What of an Ingress decides which requests go where. */
export const ingressChanges: ChangeKind<Ingress> = {
  title: 'Ingress',
  referenceOf: ({ namespace, name }) => ({ kind: 'ingress', namespace, name }),
  fields: [
    {
      label: 'rules',
      show: ({ rules }) =>
        rules.flatMap(({ host = '*', paths }) =>
          paths.map(({ path = '', pathType, backend }) => {
            const exact = pathType === 'Exact' ? ' (exact)' : '';
            return `${host}${path}${exact} to ${showBackend(backend)}`;
          }),
        ),
    },
    {
      label: 'default backend',
      show: ({ defaultBackend }) => (defaultBackend === undefined ? [] : [showBackend(defaultBackend)]),
    },
    { label: 'class', show: ({ className }) => (className === undefined ? [] : [className]) },
    { label: 'TLS hosts', show: ({ tlsHosts }) => tlsHosts },
    { label: 'addresses', show: ({ addresses }) => addresses.map(showAddress), status: true },
  ],
};
