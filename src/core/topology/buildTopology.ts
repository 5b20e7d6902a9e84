import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import { type Coverage, type ResourceName, isComplete } from '../model/coverage.ts';
import { parseExternalName } from './externalName.ts';
import type { Belief } from './judgeService.ts';
import {
  type NamespaceContext,
  type NamespaceTopology,
  type ResolvedExternalName,
  buildNamespaceTopology,
} from './namespaceTopology.ts';
import type { Topology, TopologyEdge, TopologyNode } from './topology.ts';

function beliefIn(coverage: Coverage, resource: ResourceName, namespace: string): Belief {
  if (isComplete(coverage, resource, namespace)) return { level: 'complete', reason: '' };
  const { state, reason, namespaces } = coverage[resource];
  if (state === 'complete') {
    const among = namespaces === undefined ? '' : ' in this namespace';
    return { level: 'incomplete', reason: `${resource} are not read${among}` };
  }
  const words = `${resource}: ${reason === undefined ? state : `${state}, ${reason}`}`;
  return { level: state === 'stale' ? 'stale' : 'incomplete', reason: words };
}

function resolveExternalName(snapshot: ClusterSnapshot, externalName: string): ResolvedExternalName {
  const target = parseExternalName(externalName);
  if (target.kind === 'domain') return { target, outcome: 'outside' };
  if (snapshot.namespaces.get(target.namespace)?.services.has(target.name) === true) {
    return { target, outcome: 'found' };
  }
  const ownDomain = target.domain === '' || target.domain === 'cluster.local';
  if (!ownDomain && !snapshot.namespaces.has(target.namespace)) return { target, outcome: 'outside' };
  const readable = isComplete(snapshot.coverage, 'services', target.namespace);
  return { target, outcome: readable ? 'missing' : 'unknown' };
}

function contextOf(snapshot: ClusterSnapshot, partition: NamespacePartition): NamespaceContext {
  const externalNames = new Map<string, ResolvedExternalName>();
  for (const { name, type, externalName } of partition.services.values()) {
    if (type !== 'ExternalName' || externalName === undefined) continue;
    externalNames.set(name, resolveExternalName(snapshot, externalName));
  }
  return {
    pods: beliefIn(snapshot.coverage, 'pods', partition.name),
    services: beliefIn(snapshot.coverage, 'services', partition.name),
    endpointSlices: beliefIn(snapshot.coverage, 'endpointslices', partition.name),
    externalNames,
  };
}

function contextKey({ pods, services, endpointSlices, externalNames }: NamespaceContext): string {
  return JSON.stringify([
    pods,
    services,
    endpointSlices,
    [...externalNames].map(([name, { outcome }]) => [name, outcome]),
  ]);
}

/** One result a partition, with the context that it was built in. An unchanged partition is the same object. */
const built = new WeakMap<
  NamespacePartition,
  { readonly key: string; readonly topology: NamespaceTopology }
>();

function topologyOf(snapshot: ClusterSnapshot, partition: NamespacePartition): NamespaceTopology {
  const context = contextOf(snapshot, partition);
  const key = contextKey(context);
  const known = built.get(partition);
  if (known?.key === key) return known.topology;
  const topology = buildNamespaceTopology(partition, context);
  built.set(partition, { key, topology });
  return topology;
}

/**
 * The whole graph of who routes to whom, down to single pods. Only partitions that changed are built anew. Every edge joins
 * two nodes of the graph: a target that another namespace holds back from us becomes an `unknown` node.
 */
export function buildTopology(snapshot: ClusterSnapshot): Topology {
  const nodes = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  for (const partition of snapshot.namespaces.values()) {
    const topology = topologyOf(snapshot, partition);
    for (const node of topology.nodes) nodes.set(node.id, node);
    for (const edge of topology.edges) edges.set(edge.id, edge);
  }
  for (const { from, to, stateReason } of edges.values()) {
    if (nodes.has(to)) continue;
    const source = nodes.get(from);
    if (source === undefined) continue;
    nodes.set(to, {
      id: to,
      kind: 'external',
      namespace: source.namespace,
      name: to,
      objectKind: 'Service',
      state: 'unknown',
      stateReason,
      badge: 'not readable',
      ...(source.parent === undefined ? {} : { parent: source.parent }),
    });
  }
  return { nodes, edges };
}
