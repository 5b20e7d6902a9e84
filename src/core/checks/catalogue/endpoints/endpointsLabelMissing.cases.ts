import type { EndpointSlice, Service } from '../../../model/clusterSnapshot.ts';
import { pod, service } from '../../../testing/snapshotBuilder.ts';
import type { SnapshotParts } from '../../../testing/snapshotBuilder.ts';
import type { ServiceSubject } from '../../scopes/service.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { client, healthyShop, web0 } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { endpointsLabelMissing } from './endpointsLabelMissing.ts';

const legacy = service('shop', 'legacy', undefined, { clusterIPs: ['10.96.0.77'] });
const slice = (name: string, address: string, labels: Record<string, string> = {}): EndpointSlice => ({
  namespace: 'shop',
  name,
  uid: `uid-${name}`,
  labels,
  ...(labels['kubernetes.io/service-name'] === undefined
    ? {}
    : { serviceName: labels['kubernetes.io/service-name'] }),
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: [{ addresses: [address], ready: true, serving: true, terminating: false, hintedZones: [] }],
});
const among = (...slices: EndpointSlice[]): SnapshotParts => ({
  ...healthyShop,
  pods: [...(healthyShop.pods ?? []), pod('shop', 'old-0', {}, { podIPs: ['10.244.1.50'] })],
  services: [...(healthyShop.services ?? []), legacy],
  endpointSlices: [...(healthyShop.endpointSlices ?? []), ...slices],
});
const asked = (own: Service = legacy): ServiceSubject => ({
  ...served(own),
  askFrom: [{ namespace: 'shop', pod: client.name, container: 'app' }],
});
const label = 'kubernetes.io/service-name';

export const cases = casesOf(endpointsLabelMissing, [
  {
    title: 'a slice with the name of the Service and an address that answers',
    parts: among(slice('legacy-1', '10.244.1.10')),
    subject: asked(),
    expected: 'finding',
    certainty: 'proven',
    repair: 'kubectl label endpointslice -n shop legacy-1 kubernetes.io/service-name=legacy',
  },
  {
    title: 'a slice labelled for a Service that does not exist',
    parts: among(slice('legacy-1', '10.244.1.10', { [label]: 'legcay' })),
    subject: asked(),
    expected: 'finding',
    repair: '--overwrite',
  },
  {
    title: 'a slice of that name which does not answer now',
    parts: among(slice('legacy-1', '192.0.2.1')),
    subject: asked(),
    expected: 'finding',
    certainty: 'likely',
  },
  {
    title: 'the only slice without a Service, by its address alone',
    parts: among(slice('endpoints', '10.244.1.10')),
    subject: asked(),
    expected: 'finding',
    certainty: 'likely',
  },
  {
    title: 'the one that answers, among others',
    parts: among(slice('one', '192.0.2.1'), slice('two', '10.244.1.10'), slice('three', '192.0.2.2')),
    subject: asked(),
    expected: 'finding',
    repair: 'shop two ',
  },
  {
    title: 'two that answer alike',
    parts: among(slice('one', '10.244.1.10'), slice('two', '10.244.1.50')),
    subject: asked(),
    expected: 'pass',
  },
  {
    title: 'a slice that is called like another Service',
    parts: among(slice('web-old', '10.244.1.10')),
    subject: asked(),
    expected: 'pass',
  },
  {
    title: 'a slice for another port',
    parts: among({
      ...slice('legacy-1', '10.244.1.10'),
      ports: [{ name: 'metrics', port: 9090, protocol: 'TCP' }],
    }),
    subject: asked(),
    expected: 'pass',
  },
  {
    title: 'a slice with the label',
    parts: among(slice('legacy-1', web0.podIPs[0] ?? '', { [label]: 'legacy' })),
    subject: asked(),
    expected: 'pass',
  },
  {
    title: 'a Service with a selector',
    parts: among(slice('legacy-1', '10.244.1.10')),
    subject: asked({ ...legacy, selector: { app: 'legacy' } }),
    expected: 'not-applicable',
  },
]);
