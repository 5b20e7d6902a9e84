import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot, Pod } from '../../core/model/clusterSnapshot.ts';
import { loadingCoverage } from '../../core/model/coverage.ts';
import { pod, service, servicePort, slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { connectingNodes, countServices, networkTreeChildren, problemNodes } from './networkTree.ts';

const unready: Partial<Pod> = { conditions: [{ type: 'Ready', status: 'False' }] };
const web = service(
  'shop',
  'web',
  { app: 'web' },
  { ports: [servicePort(80, 8080, 'http'), servicePort(90, 8080)] },
);
const web0 = pod('shop', 'web-0', { app: 'web' });
const web1 = pod('shop', 'web-1', { app: 'web' }, unready);
const cart = service('shop', 'cart', { app: 'cart' });
const cart0 = pod('shop', 'cart-0', { app: 'cart' });
const lost = service('quiet', 'lost', { app: 'nobody' });
const fine = service('also-quiet', 'fine', { app: 'fine' });
const fine0 = pod('also-quiet', 'fine-0', { app: 'fine' });
const alias = service('shop', 'alias', undefined, {
  type: 'ExternalName',
  externalName: 'example.com',
  clusterIPs: [],
  ports: [],
});
const parts = {
  pods: [web0, web1, cart0, fine0],
  services: [web, cart, alias, lost, fine],
  endpointSlices: [...slicesFor(web, [web0, web1]), ...slicesFor(cart, [cart0]), ...slicesFor(fine, [fine0])],
};
const snapshot = snapshotOf(parts);

/** A tree as lines: state, label, description. */
function check(from: ClusterSnapshot, id: string | undefined, expected: string[]): void {
  const line = ({ state, label, description }: TreeNode): string =>
    `${state}: ${label}${description === '' ? '' : ` (${description})`}`;
  expect(networkTreeChildren(from, id).map(line)).toEqual(expected);
}

describe('the root of the tree', () => {
  it('begins with the summary and puts namespaces with problems first, the worst first', () => {
    check(snapshot, undefined, [
      'warning: 2 of 5 Services have a problem',
      'error: quiet (1 problem · 1 Service)',
      'warning: shop (1 problem · 3 Services)',
      'ok: also-quiet (1 Service)',
    ]);
  });

  it('says so when nothing is wrong', () => {
    const healthy = snapshotOf({ pods: [cart0], services: [cart], endpointSlices: slicesFor(cart, [cart0]) });
    check(healthy, undefined, ['ok: No problems found in 1 Service', 'ok: shop (1 Service)']);
  });

  it('never calls healthy what could not be read', () => {
    const blind = snapshotOf({
      ...parts,
      services: [cart],
      coverage: { pods: { state: 'forbidden', reason: 'pods is forbidden' } },
    });
    const labels = networkTreeChildren(blind).map(({ label, description, state }) => [
      state,
      label,
      description,
    ]);
    expect(labels[0]).toEqual(['unknown', '1 Service, none checked', '']);
    expect(labels[1]).toEqual(['unknown', 'pods: forbidden', 'pods is forbidden']);
  });

  it('claims nothing while lists are on their way', () => {
    const loading = { ...snapshot, coverage: { ...snapshot.coverage, pods: loadingCoverage.pods } };
    const [first] = networkTreeChildren(loading);
    expect(first).toMatchObject({ label: 'Reading the cluster…', description: 'pods' });
  });

  it('says that there are no Services', () => {
    check(snapshotOf({ pods: [cart0] }), undefined, ['ok: There are no Services', 'ok: shop (no Services)']);
  });
});

describe('below the root', () => {
  it('lists Services, problems first', () => {
    const nodes = networkTreeChildren(snapshot, 'namespace/shop');
    expect(nodes.map(({ id, state }) => [id, state])).toEqual([
      ['shop/service/web', 'warning'],
      ['shop/service/alias', 'ok'],
      ['shop/service/cart', 'ok'],
    ]);
    expect(nodes[0]?.description).toContain('1 of 2 endpoints are ready');
    expect(nodes[1]?.description).toBe('ExternalName → example.com');
    expect(nodes[2]?.reference).toEqual({ kind: 'service', namespace: 'shop', name: 'cart' });
  });

  it('lists the ports of a Service with what they lead to', () => {
    check(snapshot, 'shop/service/web', [
      'warning: http 80/TCP (→ 8080 · 1/2 ready)',
      'warning: 90/TCP (→ 8080 · 1/2 ready)',
    ]);
  });

  it('lists the endpoints of a port, what is not ready first', () => {
    const nodes = networkTreeChildren(snapshot, 'shop/service/web#80/TCP');
    expect(nodes.map(({ state, reference }) => [state, reference?.name])).toEqual([
      ['error', 'web-1'],
      ['ok', 'web-0'],
    ]);
    expect(nodes[1]?.label).toBe(`${web0.podIPs[0] ?? ''}:8080`);
    expect(nodes[1]?.description).toBe('web-0 · ready · n1');
  });

  it('says why a port has no endpoints', () => {
    const [node] = networkTreeChildren(snapshot, 'quiet/service/lost#80/TCP');
    expect(node).toMatchObject({ kind: 'message', state: 'error', label: 'No endpoints' });
    expect(node?.description).toContain('app=nobody');
  });

  it('says where an ExternalName leads', () => {
    check(snapshot, 'shop/service/alias', ['ok: Leads to example.com']);
  });

  it.each([
    'namespace/gone',
    'shop/service/gone',
    'shop/service/web#1/TCP',
    'shop/service/web#80/TCP#x/y',
    'x',
    '',
  ])('has nothing below %s', (id) => {
    check(snapshot, id, []);
  });

  it('gives every item an id of its own', () => {
    const ids: string[] = [];
    const collect = (id?: string): void => {
      for (const node of networkTreeChildren(snapshot, id)) {
        ids.push(node.id);
        if (node.hasChildren) collect(node.id);
      }
    };
    collect();
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('counts problems for a badge', () => {
  expect(countServices(snapshot)).toEqual({ services: 5, problems: 2, unknown: 0 });
});

it('says what is wrong with a connection, and what to do', () => {
  const nodes = problemNodes({ kind: 'unreachable', message: 'No answer.', advice: 'Look at the network.' });
  expect(nodes.map(({ state, label }) => [state, label])).toEqual([
    ['error', 'No answer.'],
    ['ok', 'Look at the network.'],
  ]);
  expect(connectingNodes('https://a:6443')[0]).toMatchObject({
    label: 'Connecting…',
    description: 'https://a:6443',
  });
});
