import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pod, service } from '../testing/snapshotBuilder.ts';
import { applyChanges } from './applyChanges.ts';
import type { ClusterSnapshot, Namespace, Pod } from './clusterSnapshot.ts';
import { emptySnapshot } from './emptySnapshot.ts';
import type { SnapshotChange } from './snapshotChange.ts';

const asOf = '2026-01-01T00:00:00Z';
const later = '2026-01-01T00:00:01Z';
const namespace = (name: string): Namespace => ({ name, labels: {}, phase: 'Active' });
const upsertPod = (object: Pod): SnapshotChange => ({ type: 'upsert', resource: 'pods', object });

function after(...changes: readonly SnapshotChange[]): ClusterSnapshot {
  return applyChanges(emptySnapshot('test', asOf), changes, asOf);
}

/** What a snapshot holds, one line an object. */
function contents(snapshot: ClusterSnapshot): string[] {
  return [...snapshot.namespaces.values()]
    .flatMap((partition) => [
      ...(partition.namespace === undefined ? [] : [`namespace ${partition.name}`]),
      ...[...partition.pods.values()].map((each) => `pod ${each.namespace}/${each.name} ${each.uid}`),
      ...[...partition.services.keys()].map((name) => `service ${partition.name}/${name}`),
    ])
    .sort();
}

describe('applyChanges shares what did not change', () => {
  const before = after(
    upsertPod(pod('shop', 'web-0', {})),
    { type: 'upsert', resource: 'services', object: service('shop', 'web', {}) },
    upsertPod(pod('data', 'db-0', {})),
  );

  it('keeps other partitions, and other maps of the same one', () => {
    const now = applyChanges(before, [upsertPod(pod('shop', 'web-1', {}))], later);
    expect(now.namespaces.get('data')).toBe(before.namespaces.get('data'));
    expect(now.namespaces.get('shop')).not.toBe(before.namespaces.get('shop'));
    expect(now.namespaces.get('shop')!.services).toBe(before.namespaces.get('shop')!.services);
    expect(now.namespaces.get('shop')!.pods.get('web-0')).toBe(
      before.namespaces.get('shop')!.pods.get('web-0'),
    );
    expect(now.nodes).toBe(before.nodes);
    expect(before.namespaces.get('shop')!.pods.size).toBe(1);
    expect(now.asOf).toBe(later);
  });

  it.each<[string, SnapshotChange]>([
    ['a coverage', { type: 'coverage', resource: 'pods', coverage: { state: 'complete' } }],
    ['a delete of what is not there', { type: 'delete', resource: 'pods', namespace: 'shop', name: 'x' }],
    [
      'an empty list of what there was none of',
      { type: 'replace', resource: 'networkpolicies', objects: [] },
    ],
    ['a node', { type: 'delete', resource: 'nodes', name: 'x' }],
  ])('keeps every partition after %s', (_what, change) => {
    const now = applyChanges(before, [change], later);
    for (const [name, partition] of before.namespaces) expect(now.namespaces.get(name)).toBe(partition);
  });

  it('is the same snapshot when nothing happened', () => {
    expect(applyChanges(before, [], later)).toBe(before);
  });
});

describe('a complete list', () => {
  const before = after(upsertPod(pod('shop', 'web-0', {})), upsertPod(pod('data', 'db-0', {})), {
    type: 'upsert',
    resource: 'services',
    object: service('shop', 'web', {}),
  });

  it('of the cluster removes what it lacks everywhere, of its resource alone', () => {
    const now = applyChanges(
      before,
      [{ type: 'replace', resource: 'pods', objects: [pod('shop', 'web-1', {})] }],
      later,
    );
    expect(contents(now)).toEqual([expect.stringContaining('pod shop/web-1'), 'service shop/web']);
    expect(now.namespaces.has('data')).toBe(false);
  });

  it('of a namespace touches no other', () => {
    const now = applyChanges(
      before,
      [{ type: 'replace', resource: 'pods', namespace: 'shop', objects: [] }],
      later,
    );
    expect(contents(now)).toEqual([expect.stringContaining('pod data/db-0'), 'service shop/web']);
    expect(now.namespaces.get('data')).toBe(before.namespaces.get('data'));
  });
});

describe('Namespace objects', () => {
  it('may come after what is inside, and go before it', () => {
    const full = after(upsertPod(pod('shop', 'web-0', {})), {
      type: 'upsert',
      resource: 'namespaces',
      object: namespace('shop'),
    });
    const gone = applyChanges(full, [{ type: 'delete', resource: 'namespaces', name: 'shop' }], later);
    expect(gone.namespaces.get('shop')).not.toHaveProperty('namespace');
    expect(gone.namespaces.get('shop')!.pods.size).toBe(1);
    const empty = applyChanges(
      gone,
      [{ type: 'delete', resource: 'pods', namespace: 'shop', name: 'web-0' }],
      later,
    );
    expect(empty.namespaces.size).toBe(0);
  });

  it('are replaced as a list', () => {
    const before = after(
      { type: 'replace', resource: 'namespaces', objects: [namespace('a'), namespace('b')] },
      upsertPod(pod('b', 'x', {})),
    );
    const now = applyChanges(
      before,
      [{ type: 'replace', resource: 'namespaces', objects: [namespace('c')] }],
      later,
    );
    expect(contents(now)).toEqual(['namespace c', expect.stringContaining('pod b/x')]);
  });
});

describe('any changes in any batches', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const anyPod = fc
    .tuple(name, name, fc.nat(9))
    .map(([inside, own, uid]) => ({ ...pod(inside, own, {}), uid: String(uid) }));
  const anyChange: fc.Arbitrary<SnapshotChange> = fc.oneof(
    anyPod.map(upsertPod),
    fc
      .tuple(name, name)
      .map(([inside, own]) => ({ type: 'delete', resource: 'pods', namespace: inside, name: own }) as const),
    fc
      .array(anyPod, { maxLength: 4 })
      .map((objects) => ({ type: 'replace', resource: 'pods', objects }) as const),
    fc.tuple(name, fc.array(anyPod, { maxLength: 4 })).map(([inside, objects]) => ({
      type: 'replace' as const,
      resource: 'pods' as const,
      namespace: inside,
      objects: objects.filter((each) => each.namespace === inside),
    })),
    name.map((own) => ({ type: 'upsert', resource: 'namespaces', object: namespace(own) }) as const),
    name.map((own) => ({ type: 'delete', resource: 'namespaces', name: own }) as const),
  );

  /** The same, done plainly. */
  function plainly(changes: readonly SnapshotChange[]): string[] {
    const pods = new Map<string, Pod>();
    const namespaces = new Set<string>();
    for (const change of changes) {
      if (change.type === 'coverage') continue;
      if (change.resource === 'namespaces') {
        if (change.type === 'upsert') namespaces.add(change.object.name);
        if (change.type === 'delete') namespaces.delete(change.name);
      } else if (change.resource === 'pods') {
        if (change.type === 'upsert')
          pods.set(`${change.object.namespace}/${change.object.name}`, change.object);
        else if (change.type === 'delete') pods.delete(`${change.namespace ?? ''}/${change.name}`);
        else {
          for (const [key, each] of pods) {
            if (change.namespace === undefined || each.namespace === change.namespace) pods.delete(key);
          }
          for (const each of change.objects) pods.set(`${each.namespace}/${each.name}`, each);
        }
      }
    }
    return [
      ...[...namespaces].map((own) => `namespace ${own}`),
      ...[...pods.values()].map((each) => `pod ${each.namespace}/${each.name} ${each.uid}`),
    ].sort();
  }

  it('give what the changes say, and leave earlier snapshots alone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyChange, { maxLength: 5 }), { maxLength: 6 }), (batches) => {
        let snapshot = emptySnapshot('test', asOf);
        const seen: { snapshot: ClusterSnapshot; contents: string[] }[] = [];
        for (const [index, batch] of batches.entries()) {
          snapshot = applyChanges(snapshot, batch, asOf);
          const expected = plainly(batches.slice(0, index + 1).flat());
          expect(contents(snapshot)).toEqual(expected);
          seen.push({ snapshot, contents: expected });
        }
        for (const earlier of seen) expect(contents(earlier.snapshot)).toEqual(earlier.contents);
      }),
    );
  });
});
