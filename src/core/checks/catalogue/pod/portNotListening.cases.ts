import { servicePort } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, healthyShop, owned, web, web0, workloads } from '../../testing/shop.ts';
import { behind } from '../../testing/subjects.ts';
import { portNotListening } from './portNotListening.ts';

export const cases = casesOf(portNotListening, [
  {
    title: 'nothing listens',
    parts: healthyShop,
    subject: behind(undefined, web0, 8080),
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'finding',
  },
  {
    title: 'a listener on all addresses',
    parts: healthyShop,
    subject: behind(undefined, web0, 8080),
    expected: 'pass',
  },
  {
    title: 'nothing listens in any pod of a Deployment',
    parts: healthyShop,
    subject: behind(web, owned, 8080),
    behaviour: { ...workloads(deployment(1, { app: 'web' })), listens: { '10.244.1.10': [] } },
    expected: 'finding',
    repair: 'kubectl rollout restart -n shop deployment/web',
  },
  {
    title: 'nothing listens since the last rollout',
    parts: healthyShop,
    subject: behind(web, owned, 8080),
    behaviour: { ...workloads(deployment(1, { app: 'web' }, [], 5)), listens: { '10.244.1.10': [] } },
    expected: 'finding',
    repair: 'kubectl rollout undo -n shop deployment/web',
  },
  {
    title: 'a pod that differs from its siblings',
    parts: healthyShop,
    subject: behind(web, owned, 8080, true),
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'finding',
    repair: 'kubectl delete pod -n shop web-0',
  },
  {
    title: 'a name that is declared for another port than the one that serves',
    parts: healthyShop,
    subject: behind({ ...web, ports: [servicePort(80, 'http')] }, owned, 8081),
    expected: 'finding',
    repair: '/spec/ports/0/targetPort","value":8080',
  },
  {
    title: 'UDP is asked, and TCP is served',
    parts: healthyShop,
    subject: { ...behind(undefined, web0, 8080), protocol: 'UDP' },
    expected: 'finding',
    certainty: 'proven',
  },
  {
    title: 'a pod that the Service leaves out',
    parts: healthyShop,
    subject: { ...behind(web, web0, 8080), excluded: true },
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'not-applicable',
  },
]);
