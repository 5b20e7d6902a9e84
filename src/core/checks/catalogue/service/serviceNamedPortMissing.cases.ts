import type { Service } from '../../../model/clusterSnapshot.ts';
import { container, pod, servicePort } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { web, web0 } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { serviceNamedPortMissing } from './serviceNamedPortMissing.ts';

const onPort = (name: string): Service => ({ ...web, ports: [servicePort(80, name)] });
const declaring = { ...web0, containers: [container('app', 8080, 'http')] };

const onUdp: Service = { ...web, ports: [{ ...servicePort(80, 'http'), protocol: 'UDP' }] };

export const cases = casesOf(serviceNamedPortMissing, [
  {
    title: 'a name that no pod declares',
    parts: { pods: [declaring], services: [onPort('htpp')] },
    subject: served(onPort('htpp')),
    expected: 'finding',
  },
  {
    title: 'a name that one of two pods declares',
    parts: { pods: [declaring, pod('shop', 'web-1', { app: 'web' })], services: [onPort('http')] },
    subject: served(onPort('http')),
    expected: 'pass',
  },
  {
    title: 'a name that is declared for TCP only, while the pods serve UDP',
    parts: { pods: [declaring], services: [onUdp] },
    subject: served(onUdp),
    behaviour: { listens: { '10.244.1.10': ['udp 0.0.0.0:8080'] } },
    expected: 'finding',
    says: 'http for TCP only',
    repair: '/spec/ports/0/targetPort","value":8080',
  },
  {
    title: 'a name that is declared for TCP only, which the pods serve: the Service’s protocol is wrong',
    parts: { pods: [declaring], services: [onUdp] },
    subject: served(onUdp),
    expected: 'not-applicable',
  },
]);
