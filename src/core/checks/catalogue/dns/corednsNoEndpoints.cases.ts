import { slicesFor } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, healthyShop, unreadyWeb0, web, workloads } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { corednsNoEndpoints } from './corednsNoEndpoints.ts';

export const cases = casesOf(corednsNoEndpoints, [
  {
    title: 'DNS scaled to nothing',
    parts: { services: [web] },
    subject: served(web, 'dns'),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'finding',
  },
  {
    title: 'DNS pods that are not ready',
    parts: { pods: [unreadyWeb0], services: [web], endpointSlices: slicesFor(web, [unreadyWeb0]) },
    subject: served(web, 'dns'),
    behaviour: workloads(deployment(1, { app: 'web' })),
    expected: 'finding',
  },
  {
    title: 'a DNS replica that is ready',
    parts: healthyShop,
    subject: served(web, 'dns'),
    expected: 'pass',
  },
]);
