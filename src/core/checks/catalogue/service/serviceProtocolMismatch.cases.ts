import type { Service } from '../../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../../model/transportProtocol.ts';
import { servicePort, type SnapshotParts } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { healthyShop, web, web0 } from '../../testing/shop.ts';
import { asked } from '../../testing/subjects.ts';
import { serviceProtocolMismatch } from './serviceProtocolMismatch.ts';

const forwarding = (protocol: TransportProtocol): Service => ({
  ...web,
  ports: [{ ...servicePort(80, 8080), protocol }],
});
const shopWith = (service: Service): SnapshotParts => ({ ...healthyShop, services: [service] });
const listens = (...sockets: readonly string[]) => ({ listens: { [web0.podIPs[0] ?? '']: sockets } });

export const cases = casesOf(serviceProtocolMismatch, [
  {
    title: 'a Service that forwards UDP to a server of TCP',
    parts: shopWith(forwarding('UDP')),
    subject: asked({ targetService: web }),
    expected: 'finding',
    certainty: 'proven',
    repair: '/spec/ports/0/protocol","value":"TCP"',
  },
  {
    title: 'a Service that forwards TCP to a server of UDP',
    parts: shopWith(forwarding('TCP')),
    subject: asked({ targetService: web, protocol: 'UDP' }),
    behaviour: listens('udp 0.0.0.0:8080', '0.0.0.0:9090'),
    expected: 'finding',
    repair: '/spec/ports/0/protocol","value":"UDP"',
  },
  {
    title: 'pods that serve both, of which the Service forwards one',
    parts: shopWith(forwarding('UDP')),
    subject: asked({ targetService: web }),
    behaviour: listens('udp 0.0.0.0:8080', '0.0.0.0:8080'),
    expected: 'pass',
  },
  {
    title: 'a port on which nothing listens',
    parts: shopWith(forwarding('UDP')),
    subject: asked({ targetService: web }),
    behaviour: listens(),
    expected: 'not-applicable',
  },
  {
    title: 'somebody answers',
    parts: healthyShop,
    subject: asked({ targetService: web, answers: true }),
    expected: 'not-applicable',
  },
]);
