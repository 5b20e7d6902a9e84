import { casesOf } from '../../testing/checkCase.ts';
import { healthyShop, web } from '../../testing/shop.ts';
import { asked } from '../../testing/subjects.ts';
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
  {
    title: 'a port that the pods declare, of a Service whose only port has no name',
    parts: healthyShop,
    subject: asked({ targetService: web, port: 8080 }),
    expected: 'finding',
    repair:
      '"path":"/spec/ports/-","value":{"name":"port-8080","port":8080,"targetPort":8080,"protocol":"TCP"}',
  },
  {
    title: 'a port that nobody declares',
    parts: healthyShop,
    subject: asked({ targetService: web, port: 'metrics' }),
    expected: 'finding',
    says: 'Dial 80/TCP',
  },
]);
