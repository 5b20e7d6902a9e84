import { describe, expect, it } from 'vitest';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { parseReference } from '../../model/reference.ts';
import { renderReach } from '../../report/reachText.ts';
import { container, pod, service, slicesFor, snapshotOf } from '../../testing/snapshotBuilder.ts';
import { selectLabels } from '../design/designedPolicy.ts';
import { reachTargetOf } from './targetPorts.ts';
import { whoCanReach } from './whoCanReach.ts';

const deployed = (name: string): object => ({
  owner: { kind: 'ReplicaSet', name: `${name}-1`, uid: name },
});
const labels = (app: string): Record<string, string> => ({ app, 'pod-template-hash': '1' });
const cart = [0, 1].map((index) => pod('shop', `cart-1-${String(index)}`, labels('cart'), deployed('cart')));
const web = pod('shop', 'web-1-0', labels('web'), {
  ...deployed('web'),
  containers: [container('app', 8080)],
});
const probe = pod('ops', 'probe', { app: 'probe' });
const webService = service('shop', 'web', { app: 'web' });
const onlyCart: NetworkPolicy = {
  namespace: 'shop',
  name: 'web',
  uid: '',
  podSelector: selectLabels({ app: 'web' }),
  policyTypes: ['Ingress'],
  ingress: [{ peers: [{ podSelector: selectLabels({ app: 'cart' }) }], ports: [] }],
};
const snapshot = snapshotOf({
  pods: [...cart, web, probe],
  services: [webService],
  endpointSlices: slicesFor(webService, [web]),
  networkPolicies: [onlyCart],
});

/** `8080: shop Deployment cart allow, …`. */
function check(target: string, expected: readonly string[]): void {
  const found = reachTargetOf(snapshot, parseReference(target, 'shop')!);
  const reach = found === undefined ? [] : whoCanReach(snapshot, found);
  expect(
    reach.map(({ port, groups }) => {
      const words = groups.map(({ namespace, workload, verdict }) => `${namespace} ${workload} ${verdict}`);
      return `${String(port.port)}: ${words.join(', ')}`;
    }),
  ).toEqual(expected);
}

describe('who can reach', () => {
  it.each([
    ['service/web', ['8080: ops Pod probe deny, shop Deployment cart allow']],
    ['pod/web-1-0', ['8080: ops Pod probe deny, shop Deployment cart allow']],
    ['deployment/cart', ['8080: ops Pod probe allow, shop Deployment cart allow, shop Deployment web allow']],
    ['service/gone', []],
  ])('%s', (target, expected) => {
    check(target, expected);
  });

  it('says why, and what would have to differ', () => {
    const target = reachTargetOf(snapshot, parseReference('service/web', 'shop')!)!;
    const text = renderReach(
      { target: 'shop/service/web', context: 'test', dialect: 'kubernetes', pods: 1 },
      whoCanReach(snapshot, target),
    );
    expect(text).toContain('✓ may connect: 1');
    expect(text).toContain('isolated by shop/networkpolicy/web');
    expect(text).toContain('closest: the peer means pods of namespace shop');
  });
});
