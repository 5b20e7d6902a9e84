import { describe, expect, it } from 'vitest';
import {
  container,
  pod,
  service,
  servicePort,
  slicesFor,
  snapshotOf,
} from '../../testing/snapshotBuilder.ts';
import { evaluatePolicies } from '../evaluatePolicies.ts';
import { readNamedConnections } from './namedConnections.ts';
import { withPolicies } from './withPolicies.ts';
import { planDocuments, planZeroTrust } from './zeroTrustPlan.ts';

const cart = pod('shop', 'cart', { app: 'cart' }, { containers: [container('app', 8080)] });
const web = pod('shop', 'web', { app: 'web' }, { containers: [container('app', 8080)] });
const db = pod('data', 'db', { app: 'db' }, { containers: [container('app', 5432)] });
const probe = pod('ops', 'probe', { app: 'probe' }, { containers: [] });
const webService = service('shop', 'web', { app: 'web' });
const dbService = service('data', 'db', { app: 'db' }, { ports: [servicePort(5432, 5432)] });
const snapshot = snapshotOf({
  pods: [cart, web, db, probe],
  services: [webService, dbService],
  endpointSlices: [...slicesFor(webService, [web]), ...slicesFor(dbService, [db])],
});

function plan(declared: string, namespaces = ['shop', 'data']): ReturnType<typeof planZeroTrust> {
  const { connections, problems } = readNamedConnections({ declared }, snapshot, 'shop');
  expect(problems).toEqual([]);
  return planZeroTrust(snapshot, namespaces, connections);
}

const named = 'pod/cart -> service/web:80\npod/web -> data/service/db:5432';

describe('a zero-trust plan', () => {
  it('goes from who comes in to everything else, and says what each step ends', () => {
    const { steps, warnings } = plan(named);
    expect(warnings).toHaveLength(1);
    expect(
      steps.map(({ title, cutOff }) => [
        title,
        cutOff.map(({ from, to, port }) => `${from} > ${to} ${String(port.port)}`).sort(),
      ]),
    ).toEqual([
      [
        'shop: allow-to-web',
        ['data/db > shop/web 8080', 'ops/probe > shop/web 8080', 'outside of the cluster > shop/web 8080'],
      ],
      [
        'data: allow-to-db',
        ['ops/probe > data/db 5432', 'outside of the cluster > data/db 5432', 'shop/cart > data/db 5432'],
      ],
      [
        'shop: allow-from-cart',
        ['shop/cart > outside of the cluster 5432', 'shop/cart > outside of the cluster 8080'],
      ],
      [
        'shop: allow-from-web',
        [
          'shop/web > outside of the cluster 5432',
          'shop/web > outside of the cluster 8080',
          'shop/web > shop/cart 8080',
        ],
      ],
      [
        'shop: nothing else comes in',
        ['data/db > shop/cart 8080', 'ops/probe > shop/cart 8080', 'outside of the cluster > shop/cart 8080'],
      ],
      ['shop: nothing else goes out, but questions to DNS', []],
      ['data: nothing else comes in', []],
      [
        'data: nothing else goes out, but questions to DNS',
        ['data/db > outside of the cluster 5432', 'data/db > outside of the cluster 8080'],
      ],
    ]);
  });

  it('cuts nothing that is named, at no step', () => {
    const { steps } = plan(named);
    expect(steps.flatMap(({ cutNamed }) => cutNamed)).toEqual([]);
    let state = snapshot;
    for (const { policies } of steps) {
      state = withPolicies(state, policies);
      for (const [source, destination, port] of [
        [cart, web, 8080],
        [web, db, 5432],
      ] as const) {
        const query = {
          source: { kind: 'pod', namespace: source.namespace, name: source.name },
          destination: { kind: 'pod', namespace: destination.namespace, name: destination.name },
          port,
          protocol: 'TCP',
        } as const;
        expect(evaluatePolicies(state, query).verdict).toBe('allow');
      }
    }
  });

  it('writes its steps above its documents', () => {
    const [first] = planDocuments(plan(named));
    expect(first?.comments[0]).toBe('Step 1 of 8 · shop: allow-to-web');
    expect(first?.comments.join('\n')).toContain('ops/probe → shop/web TCP 8080');
  });

  it('names a namespace that is not there', () => {
    expect(plan(named, ['nowhere']).warnings).toContain('there is no namespace nowhere');
  });
});
