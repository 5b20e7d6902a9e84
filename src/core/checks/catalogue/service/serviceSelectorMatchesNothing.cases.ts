import { service } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { deployment, healthyShop, web, workloads } from '../../testing/shop.ts';
import { served } from '../../testing/subjects.ts';
import { serviceSelectorMatchesNothing } from './serviceSelectorMatchesNothing.ts';

const misspelt = { ...web, selector: { app: 'wbe' } };

export const cases = casesOf(serviceSelectorMatchesNothing, [
  {
    title: 'a selector with a typing error',
    parts: { ...healthyShop, services: [misspelt] },
    subject: served(misspelt),
    behaviour: workloads(),
    expected: 'finding',
  },
  {
    title: 'a selector that matches',
    parts: healthyShop,
    subject: served(web),
    expected: 'pass',
  },
  {
    title: 'a selector whose workload has no pods now',
    parts: { services: [web] },
    subject: served(web),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'pass',
  },
  {
    title: 'a Service without a selector',
    parts: healthyShop,
    subject: served(service('shop', 'own', undefined)),
    expected: 'not-applicable',
  },
]);
