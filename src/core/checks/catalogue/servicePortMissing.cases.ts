import { casesOf } from '../testing/checkCase.ts';
import { healthyShop, web } from '../testing/shop.ts';
import { asked } from '../testing/subjects.ts';
import { servicePortMissing } from './servicePortMissing.ts';

export const cases = casesOf(servicePortMissing, [
  {
    title: 'a port that is none of its ports',
    parts: healthyShop,
    subject: asked({ targetService: web, port: 8080 }),
    expected: 'finding',
  },
  {
    title: 'a port by number',
    parts: healthyShop,
    subject: asked({ targetService: web, port: 80 }),
    expected: 'pass',
  },
  {
    title: 'a headless Service, whose clients dial the pod’s port',
    parts: { services: [{ ...web, headless: true }] },
    subject: asked({ targetService: web, port: 8080 }),
    expected: 'not-applicable',
  },
]);
