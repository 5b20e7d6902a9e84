import type { AddressFamily } from '../../address/addressFamily.ts';
import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { labelValue } from '../../model/labels.ts';
import type { CompiledPolicies } from '../compiledPolicy.ts';
import type { PolicyDialect } from '../dialect.ts';
import type { PolicyEnd } from '../policyQuery.ts';
import { familiesOfEnd, resolveEnd, type TrafficEnd } from '../trafficEnd.ts';
import { describeAddress, describeRange, type PolicyVocabulary } from './policyVocabulary.ts';

/** One state of a cluster, ready to be asked about many ends. */
export interface PolicyLens {
  readonly snapshot: ClusterSnapshot;
  readonly policies: CompiledPolicies;
  readonly vocabulary: PolicyVocabulary;
  readonly dialect: PolicyDialect;
  /** The only family that is asked about. */
  readonly family?: AddressFamily;
}

/** The families that an end has addresses of: 1 stands for IPv4, 2 for IPv6, 3 for both, 0 for none that is known. */
export type Families = 0 | 1 | 2 | 3;

/** An end under one lens: what its class is made from. */
export interface SeenEnd {
  readonly kind: 'pod' | 'node' | 'external' | 'unknown';
  /** The pod that it is; absent for whatever has no network of its own in the cluster. */
  readonly pod?: Pod;
  /** The node that it is or runs on, where one is known. */
  readonly nodeName?: string;
  readonly families: Families;
  /** Equal texts: no policy tells the ends apart, but for where they run. */
  readonly key: string;
  /** What of the key addresses and node labels decide. */
  readonly place: string;
  /** What of the key the names of its ports decide. */
  readonly ports: string;
}

/** The families of an end, as the engine counts them for a pair. */
function familiesOf(snapshot: ClusterSnapshot, end: PolicyEnd): Families {
  const families = familiesOfEnd(snapshot, end);
  return ((families.has(4) ? 1 : 0) + (families.has(6) ? 2 : 0)) as Families;
}

function describePorts(pod: Pod, names: readonly string[]): string {
  if (names.length === 0) return '';
  let described = '';
  for (const { ports } of pod.containers) {
    for (const { name, containerPort, protocol } of ports) {
      if (name !== undefined && names.includes(name))
        described += `${JSON.stringify(name)} ${String(containerPort)} ${protocol} `;
    }
  }
  return described;
}

/** A node, or a host-network pod, which to a policy is the node that it runs on. */
function seeNode(lens: PolicyLens, end: PolicyEnd, resolved: TrafficEnd & { kind: 'node' }): SeenEnd {
  const { snapshot, vocabulary } = lens;
  const families = familiesOf(snapshot, end);
  // As a source it also shows addresses of its pod range, so this is all that it may ever show.
  const ranges = vocabulary.addresses === undefined ? [] : resolved.addresses;
  const { addresses } = vocabulary;
  const labels = vocabulary.nodeLabels.map((key) => {
    const value = labelValue(resolved.node?.labels ?? {}, key);
    return value ?? (resolved.node === undefined ? 0 : null);
  });
  const place = JSON.stringify([
    addresses === undefined ? [] : ranges.map((range) => describeRange(addresses, range)),
    addresses === undefined ? 0 : families,
    labels,
  ]);
  return {
    kind: 'node',
    ...(resolved.name === undefined ? {} : { nodeName: resolved.name }),
    families,
    key: `node ${place}`,
    place: `node ${place}`,
    ports: '',
  };
}

/** Pods are seen by the thousand, so this resolves as little as it can. */
function seePod(lens: PolicyLens, pod: Pod): SeenEnd {
  const { vocabulary, snapshot } = lens;
  const { addresses } = vocabulary;
  const end: PolicyEnd = { kind: 'pod', namespace: pod.namespace, name: pod.name };
  const families = addresses === undefined ? 0 : familiesOf(snapshot, end);
  let place = 'pod';
  if (addresses !== undefined) {
    place += ` ${String(families)}`;
    for (const text of pod.podIPs) place += ` ${describeAddress(addresses, text)}`;
  }
  const ports = describePorts(pod, vocabulary.portNames);
  const key: (string | null)[] = [pod.namespace, place, ports];
  for (const label of vocabulary.podLabels) key.push(labelValue(pod.labels, label) ?? null);
  return {
    kind: 'pod',
    pod,
    ...(pod.nodeName === undefined ? {} : { nodeName: pod.nodeName }),
    families,
    key: JSON.stringify(key),
    place,
    ports,
  };
}

/** What an end is under a lens. */
export function seeEnd(lens: PolicyLens, end: PolicyEnd): SeenEnd {
  const { snapshot, family } = lens;
  const pod = end.kind === 'pod' ? snapshot.namespaces.get(end.namespace)?.pods.get(end.name) : undefined;
  if (pod !== undefined && !pod.hostNetwork && pod.phase !== 'Succeeded' && pod.phase !== 'Failed')
    return seePod(lens, pod);
  const resolved = resolveEnd(snapshot, end, 'source', family);
  const families = familiesOf(snapshot, end);
  if (resolved.kind === 'node') {
    // A node that is asked for by one of its addresses is that address alone.
    const seen = seeNode(lens, end, resolved);
    if (end.kind !== 'address') return seen;
    const key = `${seen.key} ${end.address}`;
    return { ...seen, key, place: key };
  }
  const key = `${resolved.kind} ${JSON.stringify(end)}`;
  if (resolved.kind === 'unknown' && end.kind !== 'address')
    return { kind: 'unknown', families, key: 'unknown', place: 'unknown', ports: 'unknown' };
  const own = resolved.kind === 'pod' ? { pod: resolved.pod } : {};
  const nodeName = resolved.kind === 'pod' ? resolved.pod.nodeName : undefined;
  return {
    kind: resolved.kind,
    ...own,
    ...(nodeName === undefined ? {} : { nodeName }),
    families,
    key,
    place: key,
    ports: key,
  };
}
