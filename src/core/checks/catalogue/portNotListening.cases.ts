import { casesOf } from '../testing/checkCase.ts';
import { healthyShop, web0 } from '../testing/shop.ts';
import { behind } from '../testing/subjects.ts';
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
]);
