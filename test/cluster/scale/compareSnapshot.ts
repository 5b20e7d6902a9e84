import { isDeepStrictEqual } from 'node:util';
import type { ClusterSnapshot } from '../../../src/core/model/clusterSnapshot.ts';
import { isRecord, readNonEmptyText, readRecord, readText } from '../../../src/core/model/readField.ts';
import { resources } from '../../../src/cluster/resources.ts';
import type { ScaleApi } from './scaleApi.ts';

/** Every object of a snapshot under a name for people: `pods commerce/web-0`. */
export function objectsOf(snapshot: ClusterSnapshot): ReadonlyMap<string, unknown> {
  const objects = new Map<string, unknown>();
  const collect = (holder: object, place: string): void => {
    for (const [kind, held] of Object.entries(holder) as [string, unknown][]) {
      // Coverage is compared apart; events are kept only up to a number, by when they came.
      if (!(held instanceof Map) || kind === 'namespaces' || kind === 'networkEvents') continue;
      for (const [name, object] of held as Map<string, unknown>)
        objects.set(`${kind} ${place}${name}`, object);
    }
  };
  collect(snapshot, '');
  collect(snapshot.otherPolicies, '');
  for (const [name, partition] of snapshot.namespaces) {
    if (partition.namespace !== undefined) objects.set(`namespaces ${name}`, partition.namespace);
    collect(partition, `${name}/`);
  }
  return objects;
}

/** What a part of a snapshot says that anybody can read from the raw object too. */
interface PlainObject {
  readonly uid?: string;
  readonly labels?: unknown;
  readonly ready?: string;
  readonly addresses?: readonly string[];
}

/** Collections that are compared object by object with what the API server sends, without the product's reading of it. */
const plainCollections: readonly {
  readonly path: string;
  readonly kind: string;
  readonly resource: string;
}[] = [
  { path: '/api/v1/namespaces', kind: 'namespaces', resource: 'namespaces' },
  { path: '/api/v1/nodes', kind: 'nodes', resource: 'nodes' },
  { path: '/api/v1/pods', kind: 'pods', resource: 'pods' },
  { path: '/api/v1/services', kind: 'services', resource: 'services' },
  { path: '/apis/discovery.k8s.io/v1/endpointslices', kind: 'endpointSlices', resource: 'endpointslices' },
  {
    path: '/apis/networking.k8s.io/v1/networkpolicies',
    kind: 'networkPolicies',
    resource: 'networkpolicies',
  },
  { path: '/apis/networking.k8s.io/v1/ingresses', kind: 'ingresses', resource: 'ingresses' },
];

function listOf(raw: unknown, key: string): readonly unknown[] {
  const value = isRecord(raw) ? raw[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** Reads both the raw and the projected form, which call these fields the same. */
function plainOf(
  kind: string,
  object: unknown,
  metadata: Readonly<Record<string, unknown>>,
  status: unknown,
): PlainObject {
  const ready = listOf(status, 'conditions').find((each) => isRecord(each) && each['type'] === 'Ready');
  return {
    // The model has no uid of a namespace.
    ...(kind === 'namespaces' ? {} : { uid: readText(metadata, 'uid') ?? '' }),
    // The model has no labels of policies and Ingresses.
    ...(kind === 'networkPolicies' || kind === 'ingresses'
      ? {}
      : { labels: { ...readRecord(metadata, 'labels') } }),
    ...(kind === 'pods' && isRecord(ready) ? { ready: readText(ready, 'status') ?? '' } : {}),
    ...(kind === 'endpointSlices'
      ? {
          addresses: listOf(object, 'endpoints')
            .flatMap((each) => listOf(each, 'addresses').map(String))
            .sort(),
        }
      : {}),
  };
}

/** What the API server has at this moment, and the versions by which a later look tells whether anything changed. */
export interface PlainWorld {
  readonly objects: ReadonlyMap<string, PlainObject>;
  readonly versions: string;
}

/** Lists everything from the API server itself, in one piece a collection. */
export async function readPlainWorld(api: ScaleApi): Promise<PlainWorld> {
  const objects = new Map<string, PlainObject>();
  const versions: string[] = [];
  const watched = plainCollections.filter(({ resource }) => resources.some(({ name }) => name === resource));
  await Promise.all(
    watched.map(async ({ path, kind }) => {
      const items = listOf(await api.send('GET', path), 'items').filter(isRecord);
      for (const item of items) {
        const metadata = readRecord(item, 'metadata');
        const namespace = readNonEmptyText(metadata, 'namespace');
        const name = readText(metadata, 'name') ?? '';
        const key = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
        objects.set(key, plainOf(kind, item, metadata, item['status']));
        versions.push(`${key}@${readText(metadata, 'resourceVersion') ?? ''}`);
      }
    }),
  );
  return { objects, versions: versions.sort().join('\n') };
}

/** What the two disagree about, in words; empty when they say the same. */
export function differencesFrom(
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): string[] {
  const differences: string[] = [];
  for (const [key, object] of expected) {
    if (!found.has(key)) differences.push(`lost: ${key}`);
    else if (!isDeepStrictEqual(found.get(key), object)) {
      differences.push(
        `stale: ${key}\n  is  ${JSON.stringify(object)}\n  was ${JSON.stringify(found.get(key))}`,
      );
    }
  }
  for (const key of found.keys()) if (!expected.has(key)) differences.push(`ghost: ${key}`);
  return differences;
}

/** The snapshot's objects of the plain collections, reduced to what can be compared without the product. */
export function plainObjectsOf(snapshot: ClusterSnapshot): ReadonlyMap<string, PlainObject> {
  const kinds = new Set(plainCollections.map(({ kind }) => kind));
  const plain = new Map<string, PlainObject>();
  for (const [key, object] of objectsOf(snapshot)) {
    const [kind = ''] = key.split(' ');
    if (kinds.has(kind) && isRecord(object)) plain.set(key, plainOf(kind, object, object, object));
  }
  return plain;
}
