import { slicesFor } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, healthyShop, unreadyWeb0, web, workloads } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { endpointsNoneReady } from './endpointsNoneReady.ts';

const unready = { pods: [unreadyWeb0], services: [web], endpointSlices: slicesFor(web, [unreadyWeb0]) };

export const cases = casesOf(endpointsNoneReady, [
  {
    title: 'pods that are not ready',
    parts: unready,
    subject: served(web),
    expected: 'finding',
  },
  {
    title: 'a workload scaled to nothing',
    parts: { services: [web] },
    subject: served(web),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'finding',
  },
  {
    title: 'one ready endpoint',
    parts: healthyShop,
    subject: served(web),
    expected: 'pass',
  },
  {
    title: 'not ready, and published all the same',
    parts: unready,
    subject: served({ ...web, publishNotReadyAddresses: true }),
    expected: 'pass',
  },
  {
    title: 'a workload whose controller makes no pods',
    parts: { services: [web] },
    subject: served(web),
    behaviour: workloads(deployment(2, { app: 'web' })),
    expected: 'finding',
    says: 'wants 2 replicas and has no pod',
  },
]);
