import { namespace, node, service } from '../../../testing/snapshotBuilder.ts';
import type { EndpointSlice } from '../../../model/clusterSnapshot.ts';
import { ciliumDialect } from '../../../policy/dialect.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { policyApiserverDenied } from './policyApiserverDenied.ts';

const host = '192.168.5.10';
const kubernetes = service('default', 'kubernetes', undefined, {
  clusterIPs: ['10.96.0.1'],
  ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
});
const slice: EndpointSlice = {
  namespace: 'default',
  name: 'kubernetes',
  uid: 'uid-slice',
  labels: {},
  serviceName: 'kubernetes',
  addressType: 'IPv4',
  ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  endpoints: [{ addresses: [host], ready: true, serving: true, terminating: false, hintedZones: [] }],
};
const scene = (own: ReturnType<typeof policy>): ReturnType<typeof guarded> => {
  const parts = guarded([own]);
  return {
    ...parts,
    namespaces: [namespace('shop'), namespace('default')],
    nodes: [node('cp', {}, { addresses: [{ type: 'InternalIP', address: host }] })],
    services: [...(parts.services ?? []), kubernetes],
    endpointSlices: [...(parts.endpointSlices ?? []), slice],
  };
};
const block = (cidr: string): { readonly ipBlock: { cidr: string; except: never[] } } => ({
  ipBlock: { cidr, except: [] },
});
const packet = {
  destination: undefined as never,
  address: host,
  port: 6443,
  service: kubernetes,
};
const vip = scene(policy('Egress', [block('10.96.0.1/32')], [tcp(443)]));
const anywhere = scene(policy('Egress', [], [tcp(443)]));
const onlyDns = scene(
  policy('Egress', [{ namespaceSelector: labelled({}) }], [{ protocol: 'UDP', port: 53 }]),
);
const right = scene(policy('Egress', [block(`${host}/32`)], [tcp(6443)]));

export const cases = casesOf(policyApiserverDenied, [
  {
    title: 'the Service’s address and port',
    parts: vip,
    subject: lostPacket(vip, packet),
    expected: 'finding',
    certainty: 'proven',
    says: '10.96.0.1 port 443',
    repair: `"to":[{"ipBlock":{"cidr":"${host}/32"}}],"ports":[{"protocol":"TCP","port":6443}]`,
  },
  {
    title: 'anywhere on 443',
    parts: anywhere,
    subject: lostPacket(anywhere, packet),
    expected: 'finding',
  },
  {
    title: 'nothing but lookups: the API server was not meant',
    parts: onlyDns,
    subject: lostPacket(onlyDns, packet),
    expected: 'not-applicable',
  },
  {
    title: 'the address and port of its endpoint',
    parts: right,
    subject: lostPacket(right, packet),
    expected: 'not-applicable',
  },
  {
    title: 'another Service',
    parts: anywhere,
    subject: lostPacket(anywhere),
    expected: 'not-applicable',
  },
  {
    title: 'an enforcer whose blocks match no node: another rule would not help',
    parts: right,
    subject: lostPacket(right, packet, ciliumDialect),
    expected: 'not-applicable',
  },
]);
