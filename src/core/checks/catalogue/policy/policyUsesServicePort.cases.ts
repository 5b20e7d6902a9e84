import { container, pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { client, web0 } from '../../testing/shop.ts';
import { policyUsesServicePort } from './policyUsesServicePort.ts';

const clients = [{ podSelector: labelled({ app: 'client' }) }];
const ingress = guarded([policy('Ingress', clients, [tcp(80)])]);
const egress = guarded([
  policy('Egress', [{ namespaceSelector: labelled({}), podSelector: labelled({ app: 'web' }) }], [tcp(80)]),
]);
const beside = guarded([
  { ...policy('Ingress', clients, [tcp(80)]), name: 'clients' },
  { ...policy('Ingress', [{ podSelector: labelled({ app: 'metrics' }) }], [tcp(8080)]), name: 'metrics' },
]);
const others = guarded([policy('Ingress', [{ podSelector: labelled({ app: 'cart' }) }], [tcp(80)])]);
const otherPort = guarded([policy('Ingress', clients, [tcp(9090)])]);
const both = pod('shop', 'web-0', web0.labels, {
  podIPs: web0.podIPs,
  containers: [container('app', 8080), container('plain', 80)],
});
const twoPorts = { ...ingress, pods: [client, both] };
const right = guarded([policy('Ingress', clients, [tcp(8080)])]);

export const cases = casesOf(policyUsesServicePort, [
  {
    title: 'an ingress rule for the source on the port of the Service',
    parts: ingress,
    subject: lostPacket(ingress),
    expected: 'finding',
    certainty: 'proven',
    says: 'it allows TCP 80, the port of Service shop/web, which is translated to 8080',
    repair: '{"op":"replace","path":"/spec/ingress/0/ports/0","value":{"protocol":"TCP","port":8080}}',
  },
  {
    title: 'an egress rule on the port of the Service',
    parts: egress,
    subject: lostPacket(egress),
    expected: 'finding',
    repair: '"path":"/spec/egress/0/ports/0"',
  },
  {
    title: 'the pod itself was asked, and the rule has the port of a Service in front of it',
    parts: ingress,
    subject: lostPacket(ingress, { service: undefined as never }),
    expected: 'finding',
  },
  {
    title: 'another policy allows the right port to others',
    parts: beside,
    subject: lostPacket(beside),
    expected: 'finding',
    says: 'shop/clients',
  },
  {
    title: 'nobody who is known to enforce policies',
    parts: ingress,
    subject: lostPacket(ingress, { enforcerOfIngress: undefined as never }),
    expected: 'finding',
    certainty: 'likely',
  },
  {
    title: 'a rule on that port for others: the source is not meant',
    parts: others,
    subject: lostPacket(others),
    expected: 'not-applicable',
  },
  {
    title: 'a rule on a port that is no Service’s',
    parts: otherPort,
    subject: lostPacket(otherPort),
    expected: 'not-applicable',
  },
  {
    title: 'the pod listens on the port of the rule as well',
    parts: twoPorts,
    subject: lostPacket(twoPorts, { destination: both }),
    expected: 'not-applicable',
  },
  {
    title: 'the pod’s port',
    parts: right,
    subject: lostPacket(right),
    expected: 'not-applicable',
  },
]);
