import type { Service, ServicePort } from '../model/clusterSnapshot.ts';
import { formatLabels } from '../model/labels.ts';
import type { ChangeKind } from './networkChange.ts';

function showPort({ name, port, protocol, targetPort, nodePort }: ServicePort): string {
  const node = nodePort === undefined ? '' : ` (node port ${String(nodePort)})`;
  return `${name === undefined ? '' : `${name} `}${String(port)}/${protocol} to ${String(targetPort)}${node}`;
}

/** What of a Service decides who gets its traffic, and where clients find it. */
export const serviceChanges: ChangeKind<Service> = {
  title: 'Service',
  referenceOf: ({ namespace, name }) => ({ kind: 'service', namespace, name }),
  fields: [
    {
      label: 'selector',
      show: ({ selector = {} }) => [formatLabels(selector)].filter((labels) => labels !== ''),
    },
    { label: 'ports', show: ({ ports }) => ports.map(showPort) },
    { label: 'type', show: ({ type, headless }) => [headless ? 'headless' : type] },
    { label: 'cluster addresses', show: ({ clusterIPs }) => clusterIPs },
    {
      label: 'external name',
      show: ({ externalName }) => (externalName === undefined ? [] : [externalName]),
    },
    { label: 'external addresses', show: ({ externalIPs }) => externalIPs },
    {
      label: 'internal traffic policy',
      detail: true,
      show: ({ internalTrafficPolicy }) => [internalTrafficPolicy],
    },
    {
      label: 'external traffic policy',
      detail: true,
      show: ({ externalTrafficPolicy }) =>
        externalTrafficPolicy === undefined ? [] : [externalTrafficPolicy],
    },
    { label: 'session affinity', detail: true, show: ({ sessionAffinity }) => [sessionAffinity] },
    { label: 'allowed sources', show: ({ loadBalancerSourceRanges }) => loadBalancerSourceRanges },
    {
      label: 'publishing of addresses that are not ready',
      detail: true,
      show: ({ publishNotReadyAddresses }) => [publishNotReadyAddresses ? 'on' : 'off'],
    },
    {
      label: 'load balancer addresses',
      show: ({ loadBalancerIngress }) => loadBalancerIngress.map(({ ip, hostname }) => ip ?? hostname ?? ''),
      status: true,
    },
  ],
};
