import { servicePort } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { healthyShop, web, web0 } from '../../testing/shop.ts';
import { behind } from '../../testing/subjects.ts';
import { serviceTargetPortWrong } from './serviceTargetPortWrong.ts';

const astray = { ...web, ports: [servicePort(80, 8081)] };
const oneOfTwoAstray = { ...web, ports: [servicePort(80, 8081, 'http'), servicePort(81, 9090, 'admin')] };

export const cases = casesOf(serviceTargetPortWrong, [
  {
    title: 'a targetPort without a listener',
    parts: healthyShop,
    subject: behind(astray, web0, 8081),
    expected: 'finding',
  },
  {
    title: 'a targetPort with a listener',
    parts: healthyShop,
    subject: behind(web, web0, 8080),
    expected: 'pass',
  },
  {
    title: 'a headless Service, dialed on its own port: nobody translates it',
    parts: healthyShop,
    subject: behind({ ...web, headless: true, clusterIPs: [] }, web0, 80),
    expected: 'not-applicable',
  },
  {
    title: 'a pod that differs from its siblings',
    parts: healthyShop,
    subject: behind(astray, web0, 8081, true),
    expected: 'pass',
  },
  {
    title: 'a pod in which nothing listens',
    parts: healthyShop,
    subject: behind(astray, web0, 8081),
    behaviour: { listens: { '10.244.1.10': [] } },
    expected: 'not-applicable',
  },
  {
    title: 'a wrong targetPort beside one that is right',
    parts: healthyShop,
    subject: behind(oneOfTwoAstray, web0, 8081),
    behaviour: { listens: { '10.244.1.10': ['0.0.0.0:8080', '0.0.0.0:9090'] } },
    expected: 'finding',
    repair: '/spec/ports/0/targetPort","value":8080',
  },
]);
