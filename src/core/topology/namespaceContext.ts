import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import { type Coverage, type ResourceName, isComplete } from '../model/coverage.ts';
import { type ExternalNameTarget, parseExternalName } from '../dns/externalName.ts';
import type { Belief } from './judgeService.ts';

/** What the other namespaces say about the target of an ExternalName Service. */
export interface ResolvedExternalName {
  readonly target: ExternalNameTarget;
  /** `outside`: not a Service of this cluster. `unknown`: the Services of that namespace are not readable. */
  readonly outcome: 'found' | 'missing' | 'unknown' | 'outside';
}

/** Everything from outside its partition that the Services and workloads of a namespace depend on. */
export interface NamespaceContext {
  readonly pods: Belief;
  readonly services: Belief;
  readonly endpointSlices: Belief;
  readonly externalNames: ReadonlyMap<string, ResolvedExternalName>;
  /** Equal texts for contexts that say the same. */
  readonly key: string;
}

/** How far one resource can be believed in a namespace (in the whole cluster when none is given). */
export function beliefIn(coverage: Coverage, resource: ResourceName, namespace?: string): Belief {
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

interface Remembered {
  readonly coverage: Coverage;
  readonly context: NamespaceContext;
}

/** Where no Service names another namespace, the context of a partition depends on the coverage alone. */
const known = new WeakMap<NamespacePartition, Remembered>();

/** The context of one namespace in a snapshot. */
export function namespaceContext(snapshot: ClusterSnapshot, partition: NamespacePartition): NamespaceContext {
  const { coverage } = snapshot;
  const remembered = known.get(partition);
  if (remembered?.coverage === coverage) return remembered.context;
  const externalNames = new Map<string, ResolvedExternalName>();
  for (const { name, type, externalName } of partition.services.values()) {
    if (type !== 'ExternalName' || externalName === undefined) continue;
    externalNames.set(name, resolveExternalName(snapshot, externalName));
  }
  const parts = {
    pods: beliefIn(coverage, 'pods', partition.name),
    services: beliefIn(coverage, 'services', partition.name),
    endpointSlices: beliefIn(coverage, 'endpointslices', partition.name),
    externalNames,
  };
  const context = { ...parts, key: keyOf(parts) };
  if (externalNames.size === 0) known.set(partition, { coverage, context });
  return context;
}

function keyOf({ pods, services, endpointSlices, externalNames }: Omit<NamespaceContext, 'key'>): string {
  const outcomes = [...externalNames].map(([name, { outcome }]) => [name, outcome]);
  return JSON.stringify([pods, services, endpointSlices, outcomes]);
}
