import { expect, test } from 'vitest';
import type { ObjectReference } from '../../core/model/reference.ts';
import { pod, service, slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { mermaidAround } from './mermaidAround.ts';

const web = service('shop', 'web', { app: 'web' });
const web0 = pod('shop', 'web-0', { app: 'web' });
const snapshot = snapshotOf({
  pods: [web0, pod('shop', 'cart-0', { app: 'cart' }), pod('data', 'db-0', { app: 'db' })],
  services: [web],
  endpointSlices: slicesFor(web, [web0]),
});

function check(reference: ObjectReference, holds: readonly string[], lacks: readonly string[]): void {
  test(`around ${reference.kind} ${reference.name}`, () => {
    const text = mermaidAround(snapshot, reference) ?? '';
    for (const name of holds) expect(text).toContain(name);
    for (const name of lacks) expect(text).not.toContain(name);
  });
}

check({ kind: 'service', namespace: 'shop', name: 'web' }, ['web-0', '"shop"'], ['cart-0', 'db-0']);
check({ kind: 'pod', namespace: 'shop', name: 'web-0' }, ['web-0', '(["web'], ['cart-0', 'db-0']);
check({ kind: 'namespace', name: 'shop' }, ['web-0', 'cart-0'], ['db-0']);
test('of what is on no map', () => {
  expect(mermaidAround(snapshot, { kind: 'pod', namespace: 'shop', name: 'gone' })).toBeUndefined();
});
