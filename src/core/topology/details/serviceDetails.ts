import type { NamespacePartition, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import { formatLabels } from '../../model/labels.ts';
import { formatReference } from '../../model/reference.ts';
import { slicesOfServices } from '../namespaceServices.ts';
import { type DetailFact, fact, factList } from './detailFact.ts';

function portWords({ name, port, protocol, targetPort, nodePort }: ServicePort): string {
  const label = name === undefined ? '' : `${name} `;
  return `${label}${port}/${protocol} → ${targetPort}${nodePort === undefined ? '' : ` · node port ${nodePort}`}`;
}

/** What is worth knowing of a Service. */
export function serviceDetails(partition: NamespacePartition, service: Service): readonly DetailFact[] {
  const { namespace, name, type, headless, clusterIPs, externalIPs, loadBalancerIngress } = service;
  const slices = slicesOfServices(partition).get(name) ?? [];
  const endpoints = slices.flatMap((slice) => slice.endpoints.map((endpoint) => ({ slice, endpoint })));
  const count = (condition: (own: (typeof endpoints)[number]['endpoint']) => boolean): number =>
    endpoints.filter(({ endpoint }) => condition(endpoint)).length;
  const terminating = count((endpoint) => endpoint.terminating);
  const ready = count((endpoint) => endpoint.ready && !endpoint.terminating);
  const total = endpoints.length - terminating;
  const makers = [...new Set(slices.map(({ managedBy = 'nobody that says so' }) => managedBy))];
  const zones = [...new Set(endpoints.flatMap(({ endpoint }) => endpoint.zone ?? []))].sort();
  const urgent = [...endpoints].sort(
    (left, right) => Number(left.endpoint.ready) - Number(right.endpoint.ready),
  );
  return [
    ...fact('Type', headless ? `${type}, headless` : type),
    ...fact('Addresses', [...clusterIPs, ...externalIPs].join(', ')),
    ...fact('Load balancer', loadBalancerIngress.map(({ ip, hostname }) => ip ?? hostname ?? '').join(', ')),
    ...fact('Leads to', service.externalName),
    ...factList(
      'Port',
      service.ports.map((port) => ({ value: portWords(port) })),
    ),
    ...fact('Selector', service.selector === undefined ? 'none' : formatLabels(service.selector)),
    ...(type === 'ExternalName'
      ? []
      : fact(
          'Endpoints',
          `${ready} of ${total} ready${terminating > 0 ? `, ${terminating} terminating` : ''}`,
        )),
    ...factList(
      'Endpoint',
      urgent.map(({ endpoint }) => {
        const { addresses, targetPod } = endpoint;
        const state = endpoint.terminating ? 'terminating' : endpoint.ready ? 'ready' : 'not ready';
        const value = [addresses[0], targetPod?.name, state].filter((part) => part !== undefined).join(' · ');
        return {
          value,
          ...(targetPod === undefined ? {} : { id: formatReference({ kind: 'pod', ...targetPod }) }),
        };
      }),
    ),
    ...fact('Zones', zones.join(', ')),
    ...fact('Slices made by', makers.join(', ')),
    ...fact('Traffic policy', service.internalTrafficPolicy === 'Local' ? 'inside: local node only' : ''),
    ...fact(
      'Traffic policy',
      service.externalTrafficPolicy === 'Local' ? 'from outside: local node only' : '',
    ),
    ...fact('Session affinity', service.sessionAffinity === 'None' ? '' : service.sessionAffinity),
    ...fact('Sources allowed', service.loadBalancerSourceRanges.join(', ')),
    ...factList('Reached through', entriesTo(partition, namespace, name)),
  ];
}

/** The Ingresses and routes of the namespace that send to a Service of it. */
function entriesTo(partition: NamespacePartition, namespace: string, name: string) {
  const ingresses = [...partition.ingresses.values()].filter(({ defaultBackend, rules }) =>
    [defaultBackend, ...rules.flatMap(({ paths }) => paths.map(({ backend }) => backend))].some(
      (backend) => backend?.kind === 'service' && backend.name === name,
    ),
  );
  return ingresses.map((ingress) => ({
    value: `Ingress ${ingress.name}`,
    id: formatReference({ kind: 'ingress', namespace, name: ingress.name }),
  }));
}
