import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatewayRoute } from '../testing/routingBuilder.ts';
import { node, pod, service } from '../testing/snapshotBuilder.ts';
import { applyChanges } from './applyChanges.ts';
import type { ClusterSnapshot, Namespace, Pod } from './clusterSnapshot.ts';
import { emptySnapshot } from './emptySnapshot.ts';
import { maximumNetworkEvents, type NetworkEvent } from './networkEvent.ts';
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

describe('what is told again as it was', () => {
  const objects = (): readonly Pod[] => [
    pod('shop', 'web-0', { app: 'web' }),
    pod('shop', 'web-1', { app: 'web' }),
  ];
  const before = after({ type: 'replace', resource: 'pods', objects: objects() });

  it('keeps its identity in a whole list, and so does all that holds it', () => {
    const now = applyChanges(before, [{ type: 'replace', resource: 'pods', objects: objects() }], later);
    expect(now.namespaces).toBe(before.namespaces);
  });

  it('keeps its identity in an event', () => {
    const now = applyChanges(before, objects().map(upsertPod), later);
    expect(now.namespaces).toBe(before.namespaces);
  });

  it('keeps its identity beside what changed', () => {
    const list = [objects()[0]!, { ...objects()[1]!, phase: 'Failed' }];
    const now = applyChanges(before, [{ type: 'replace', resource: 'pods', objects: list }], later);
    const [old, next] = [before, now].map((snapshot) => snapshot.namespaces.get('shop')!.pods);
    expect(next!.get('web-0')).toBe(old!.get('web-0'));
    expect(next!.get('web-1')).toBe(list[1]);
  });

  it('keeps a node and a class', () => {
    const classes = [{ name: 'web', controller: 'c', isDefault: false }];
    const change = (): SnapshotChange[] => [
      { type: 'replace', resource: 'nodes', objects: [node('n1')] },
      { type: 'replace', resource: 'ingressclasses', objects: structuredClone(classes) },
    ];
    const first = after(...change());
    const second = applyChanges(first, change(), later);
    expect(second.nodes).toBe(first.nodes);
    expect(second.ingressClasses).toBe(first.ingressClasses);
  });
});

describe('resources that share a map', () => {
  const http = gatewayRoute('HTTPRoute', 'shop', 'web', 'edge', 'web');
  const tcp = gatewayRoute('TCPRoute', 'shop', 'web', 'edge', 'web');
  const before = after(
    { type: 'upsert', resource: 'httproutes', object: http },
    { type: 'upsert', resource: 'tcproutes', object: tcp },
  );
  const keys = (snapshot: ClusterSnapshot): string[] => [
    ...(snapshot.namespaces.get('shop')?.gatewayRoutes.keys() ?? []),
  ];

  it('are told apart by their kind', () => {
    expect(keys(before)).toEqual(['HTTPRoute/web', 'TCPRoute/web']);
    const deleted: SnapshotChange = { type: 'delete', resource: 'tcproutes', namespace: 'shop', name: 'web' };
    expect(keys(applyChanges(before, [deleted], later))).toEqual(['HTTPRoute/web']);
  });

  it('are replaced one by one', () => {
    const none: SnapshotChange = { type: 'replace', resource: 'httproutes', objects: [] };
    expect(keys(applyChanges(before, [none], later))).toEqual(['TCPRoute/web']);
  });
});

describe('events', () => {
  const event = (name: string, object: string, second: number): NetworkEvent => ({
    namespace: 'shop',
    name,
    regarding: { kind: 'Pod', namespace: 'shop', name: object },
    reason: 'Unhealthy',
    message: '',
    type: 'Warning',
    count: 1,
    lastSeen: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  });
  const upsert = (object: NetworkEvent): SnapshotChange => ({ type: 'upsert', resource: 'events', object });
  const names = (snapshot: ClusterSnapshot): string[] =>
    [...(snapshot.networkEvents.get('shop')?.values() ?? [])].map(({ name }) => name);

  it('are kept once for each object and reason: the newest', () => {
    const snapshot = after(upsert(event('b', 'web-0', 5)), upsert(event('a', 'web-0', 1)));
    expect(names(snapshot)).toEqual(['b']);
  });

  it('change no partition', () => {
    const before = after(upsertPod(pod('shop', 'web-0', {})));
    expect(applyChanges(before, [upsert(event('a', 'web-0', 1))], later).namespaces).toBe(before.namespaces);
  });

  it('are bounded in each namespace, and the newest stay', () => {
    const many = Array.from({ length: 500 }, (_, index) => event(`e${index}`, `web-${index}`, index));
    const snapshot = after({ type: 'replace', resource: 'events', objects: many });
    expect(names(snapshot)).toHaveLength(maximumNetworkEvents);
    expect(names(snapshot).at(-1)).toBe('e499');
  });

  it('go by their own name, and with a list that lacks them', () => {
    const before = after(upsert(event('a', 'web-0', 1)), upsert(event('b', 'web-1', 2)));
    const deleted: SnapshotChange = { type: 'delete', resource: 'events', namespace: 'shop', name: 'a' };
    const one = applyChanges(before, [deleted], later);
    expect(names(one)).toEqual(['b']);
    const none: SnapshotChange = { type: 'replace', resource: 'events', objects: [] };
    expect(applyChanges(one, [none], later).networkEvents.size).toBe(0);
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
