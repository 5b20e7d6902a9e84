import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import type { ResourceName } from '../core/model/coverage.ts';
import { partitionResourceNames } from '../core/model/resourcePlaces.ts';

const namespaced: readonly ResourceName[] = [...partitionResourceNames, 'events'];

/** The part of a snapshot that is in one namespace (and the nodes); its coverage says that there is no more. */
export function restrictToNamespace(snapshot: ClusterSnapshot, namespace: string): ClusterSnapshot {
  const partition = snapshot.namespaces.get(namespace);
  const events = snapshot.networkEvents.get(namespace);
  const restricted = Object.fromEntries(
    namespaced.map((resource) => {
      const own = snapshot.coverage[resource];
      const lists = own.namespaces === undefined || own.namespaces.includes(namespace);
      return [resource, { ...own, namespaces: lists ? [namespace] : [] }];
    }),
  );
  return {
    ...snapshot,
    coverage: { ...snapshot.coverage, ...restricted },
    namespaces: new Map(partition === undefined ? [] : [[namespace, partition]]),
    networkEvents: new Map(events === undefined ? [] : [[namespace, events]]),
  };
}
