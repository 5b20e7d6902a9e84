import { namespace, node } from '../../../testing/snapshotBuilder.ts';
import { ciliumDialect } from '../../../policy/dialect.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { client, web } from '../../testing/shop.ts';
import { policyIpblockIneffective } from './policyIpblockIneffective.ts';

const block = (cidr: string): { readonly ipBlock: { cidr: string; except: never[] } } => ({
  ipBlock: { cidr, except: [] },
});
const host = '192.168.5.10';
const scene = (own: ReturnType<typeof policy>): ReturnType<typeof guarded> => ({
  ...guarded([own]),
  namespaces: [namespace('shop')],
  nodes: [node('cp', {}, { addresses: [{ type: 'InternalIP', address: host }] })],
});
const vip = scene(policy('Egress', [block(`${web.clusterIPs[0] ?? ''}/32`)], [tcp(80)]));
const ofPod = scene(
  policy('Ingress', [
    block(`${client.podIPs[0] ?? ''}/32`),
    { namespaceSelector: labelled({ team: 'ops' }) },
  ]),
);
const ofNode = scene(policy('Egress', [block('192.168.0.0/16')]));
const outside = scene(
  policy('Egress', [block('203.0.113.0/24'), { namespaceSelector: labelled({ a: 'b' }) }]),
);
const toNode = { destination: undefined as never, address: host, port: 9100, service: undefined as never };

export const cases = casesOf(policyIpblockIneffective, [
  {
    title: 'the Service’s address and its port',
    parts: vip,
    subject: lostPacket(vip),
    expected: 'finding',
    certainty: 'proven',
    says: 'which is translated to 10.244.1.10',
    repair: '"path":"/spec/egress/0/to/-","value":{"podSelector":{"matchLabels":{"app":"web"}}}',
  },
  {
    title: 'a pod’s address, where the enforcer knows pods by their identity',
    parts: ofPod,
    subject: lostPacket(ofPod, {}, ciliumDialect),
    expected: 'finding',
    says: 'an ipBlock does not match pods there',
    repair: '"value":{"podSelector":{"matchLabels":{"app":"client"}}}',
  },
  {
    title: 'a node’s address, where the enforcer knows nodes by their identity',
    parts: ofNode,
    subject: lostPacket(ofNode, toNode, ciliumDialect),
    expected: 'finding',
    says: 'policy-cidr-match-mode',
  },
  {
    title: 'a pod’s address, where addresses count',
    parts: ofPod,
    subject: lostPacket(ofPod),
    expected: 'not-applicable',
  },
  {
    title: 'a block for something outside',
    parts: outside,
    subject: lostPacket(outside, {}, ciliumDialect),
    expected: 'not-applicable',
  },
]);
