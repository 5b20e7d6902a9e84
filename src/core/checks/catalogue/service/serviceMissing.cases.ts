import { container, service } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { client, healthyShop, owned, web, web0 } from '../../testing/shop.ts';
import { asked } from '../../testing/subjects.ts';
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
  {
    title: 'a Deployment of the name, with one declared port',
    parts: { pods: [{ ...owned, containers: [container('app', 8080)] }] },
    subject: asked({ targetService: web }),
    expected: 'finding',
    repair: 'kubectl expose -n shop deployment/web --port=80 --target-port=8080 --protocol=TCP',
  },
  {
    title: 'pods labelled with the name',
    parts: { pods: [{ ...web0, containers: [container('app')] }] },
    subject: asked({ targetService: web }),
    expected: 'finding',
    repair: 'kubectl create service clusterip web -n shop --tcp=80:80',
  },
  {
    title: 'one that another namespace has',
    parts: { pods: [client], services: [service('data', 'db', {})] },
    subject: asked({ targetService: { namespace: 'shop', name: 'db' } }),
    expected: 'finding',
    says: 'use db.data',
  },
]);
