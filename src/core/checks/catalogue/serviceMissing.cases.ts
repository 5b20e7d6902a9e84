import { casesOf } from '../testing/checkCase.ts';
import { healthyShop, web } from '../testing/shop.ts';
import { asked } from '../testing/subjects.ts';
import { serviceMissing } from './serviceMissing.ts';

export const cases = casesOf(serviceMissing, [
  {
    title: 'a Service that does not exist',
    parts: healthyShop,
    subject: asked({ targetService: { namespace: 'shop', name: 'wbe' } }),
    expected: 'finding',
  },
  {
    title: 'a Service that exists',
    parts: healthyShop,
    subject: asked({ targetService: web }),
    expected: 'pass',
  },
]);
