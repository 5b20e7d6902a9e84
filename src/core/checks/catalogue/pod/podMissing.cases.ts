import { casesOf } from '../../testing/checkCase.ts';
import { client, healthyShop, web0 } from '../../testing/shop.ts';
import { asked } from '../../testing/subjects.ts';
import { podMissing } from './podMissing.ts';

export const cases = casesOf(podMissing, [
  {
    title: 'a target that does not exist',
    parts: healthyShop,
    subject: asked({ targetPod: { namespace: 'shop', name: 'web-1' } }),
    expected: 'finding',
  },
  {
    title: 'a source and a target that exist',
    parts: healthyShop,
    subject: asked({ source: client, targetPod: web0 }),
    expected: 'pass',
  },
  {
    title: 'a source that does not exist',
    parts: healthyShop,
    subject: asked({ source: { namespace: 'shop', name: 'client-00' }, targetPod: web0 }),
    expected: 'finding',
    says: 'ask about client-0',
  },
  {
    title: 'the last pod of a StatefulSet that was made smaller',
    parts: { pods: [{ ...web0, owner: { kind: 'StatefulSet', name: 'web', uid: 'u' } }] },
    subject: asked({ targetPod: { namespace: 'shop', name: 'web-2' } }),
    expected: 'finding',
    repair: 'kubectl scale -n shop statefulset/web --replicas=3',
  },
]);
