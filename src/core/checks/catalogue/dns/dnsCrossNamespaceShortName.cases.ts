import { service } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { healthyShop, web } from '../../testing/shop.ts';
import { named } from '../../testing/subjects.ts';
import { dnsCrossNamespaceShortName } from './dnsCrossNamespaceShortName.ts';

export const cases = casesOf(dnsCrossNamespaceShortName, [
  {
    title: 'a name that only another namespace has',
    parts: { ...healthyShop, services: [service('data', 'db', {})] },
    subject: named('db', false),
    expected: 'finding',
  },
  {
    title: 'a name that both namespaces have',
    parts: { services: [web, service('data', 'web', {})] },
    subject: named('web', true),
    expected: 'pass',
  },
  {
    title: 'a name that nobody has',
    parts: healthyShop,
    subject: named('db', false),
    expected: 'pass',
  },
  {
    title: 'a qualified name',
    parts: healthyShop,
    subject: named('db.data', false),
    expected: 'not-applicable',
  },
]);
