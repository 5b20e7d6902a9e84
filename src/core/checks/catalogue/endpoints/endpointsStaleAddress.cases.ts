import type { EndpointSlice } from '../../../model/clusterSnapshot.ts';
import { pod, slicesFor } from '../../../testing/snapshotBuilder.ts';
import type { SilentEndpoint, SliceSubject } from '../../scopes/slice.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { client, healthyShop, web, web0 } from '../../testing/shop.ts';
import { endpointsStaleAddress } from './endpointsStaleAddress.ts';

const gone = pod('shop', 'web-5f7-abcde', { app: 'web' }, { podIPs: ['10.244.1.99'] });
const [stale] = slicesFor(web, [gone]) as [EndpointSlice];
const [fresh] = slicesFor(web, [web0]) as [EndpointSlice];
const byHand: EndpointSlice = { ...stale, managedBy: 'somebody' };
const withoutRef: EndpointSlice = {
  ...byHand,
  endpoints: [
    { addresses: ['10.244.1.99'], ready: true, serving: true, terminating: false, hintedZones: [] },
  ],
};
const silent = (slice: EndpointSlice, changes: Partial<SilentEndpoint> = {}): SliceSubject['silent'] =>
  slice.endpoints.map((endpoint, index) => ({
    endpoint,
    index,
    address: endpoint.addresses[0] ?? '',
    failed: true,
    inPodNetwork: true,
    ...changes,
  }));
const next = pod(
  'shop',
  'web-5f7-fghij',
  { app: 'web', 'pod-template-hash': '5f7' },
  { podIPs: ['10.244.1.100'], owner: { kind: 'ReplicaSet', name: 'web-5f7', uid: 'u' } },
);
const frozen = { ...web, selector: undefined as never };
const replaced = { pods: [client, next], services: [frozen], endpointSlices: [stale] };

export const cases = casesOf(endpointsStaleAddress, [
  {
    title: 'a slice of the controller that names a pod which is gone, nothing tried',
    parts: { ...healthyShop, endpointSlices: [stale] },
    subject: { service: web, slice: stale, silent: silent(stale, { failed: false, inPodNetwork: false }) },
    expected: 'finding',
    certainty: 'proven',
    repair: 'kubectl delete endpointslice -n shop web-0',
  },
  {
    title: 'a slice that the controller let be when the selector went',
    parts: replaced,
    subject: { service: frozen, slice: stale, silent: silent(stale) },
    expected: 'finding',
    repair: '{"spec":{"selector":{"app":"web"}}}',
  },
  {
    title: 'a hand-made slice with the pod that was replaced',
    parts: replaced,
    subject: { service: frozen, slice: byHand, silent: silent(byHand) },
    expected: 'finding',
    repair: '"path":"/endpoints/0/addresses","value":["10.244.1.100"]',
  },
  {
    title: 'a pod of the same name that has another address now',
    parts: { ...healthyShop, pods: [{ ...gone, podIPs: ['10.244.1.101'] }] },
    subject: { service: frozen, slice: byHand, silent: silent(byHand) },
    expected: 'finding',
    says: 'has 10.244.1.101 now',
  },
  {
    title: 'an address of the pod network without a pod',
    parts: healthyShop,
    subject: { service: frozen, slice: withoutRef, silent: silent(withoutRef) },
    expected: 'finding',
  },
  {
    title: 'a hand-made slice that leads out of the cluster and fails',
    parts: healthyShop,
    subject: { service: frozen, slice: withoutRef, silent: silent(withoutRef, { inPodNetwork: false }) },
    expected: 'pass',
  },
  {
    title: 'a hand-made slice that nobody could try',
    parts: healthyShop,
    subject: { service: frozen, slice: byHand, silent: silent(byHand, { failed: false }) },
    expected: 'pass',
  },
  {
    title: 'a live pod that does not answer',
    parts: healthyShop,
    subject: {
      service: web,
      slice: fresh,
      silent: silent(fresh),
    },
    expected: 'pass',
  },
]);
