import { container, pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { client, web, web0 } from '../../testing/shop.ts';
import { policyNamedPortUnresolved } from './policyNamedPortUnresolved.ts';

const clients = [{ namespaceSelector: labelled({}), podSelector: labelled({ app: 'client' }) }];
const unnamed = guarded([policy('Ingress', clients, [tcp('http')])]);
const egress = guarded([policy('Egress', [{ podSelector: labelled({ app: 'web' }) }], [tcp('http')])]);
const named = pod(
  'shop',
  'web-0',
  { app: 'web' },
  {
    podIPs: web0.podIPs,
    containers: [container('app', 8080, 'http')],
  },
);
const withNames = (port: string, more = labelled({ app: 'web' })): ReturnType<typeof guarded> => ({
  ...guarded([{ ...policy('Ingress', clients, [tcp(port)]), podSelector: more }]),
  pods: [client, named, metrics],
});
const metrics = pod('shop', 'node-0', { app: 'metrics' }, { containers: [container('m', 9100, 'metrics')] });
const ofService = { ...web, ports: web.ports.map((own) => ({ ...own, name: 'web' })) };
const slip = withNames('htpp');
const servicesName = { ...withNames('web'), services: [ofService] };
const elsewhere = withNames('metrics', labelled({}));
const resolved = withNames('http');

export const cases = casesOf(policyNamedPortUnresolved, [
  {
    title: 'pods that declare no port by name',
    parts: unnamed,
    subject: lostPacket(unnamed),
    expected: 'finding',
    certainty: 'proven',
    says: 'the TCP port named http, and shop/web-0 declares no such port',
    repair: '"value":{"protocol":"TCP","port":8080}',
  },
  {
    title: 'an egress rule: the destination’s ports count',
    parts: egress,
    subject: lostPacket(egress),
    expected: 'finding',
    repair: '"path":"/spec/egress/0/ports/0"',
  },
  {
    title: 'a slip in the name',
    parts: slip,
    subject: lostPacket(slip, { destination: named }),
    expected: 'finding',
    repair: '"value":{"protocol":"TCP","port":"http"}',
  },
  {
    title: 'the name that the Service has for its own port',
    parts: servicesName,
    subject: lostPacket(servicesName, { destination: named, service: ofService }),
    expected: 'finding',
    says: 'the name that Service shop/web gives to its own port',
  },
  {
    title: 'a port of other workloads that the policy selects as well',
    parts: elsewhere,
    subject: lostPacket(elsewhere, { destination: named }),
    expected: 'not-applicable',
  },
  {
    title: 'a name that the pod declares for this port',
    parts: resolved,
    subject: lostPacket(resolved, { destination: named }),
    expected: 'not-applicable',
  },
]);
