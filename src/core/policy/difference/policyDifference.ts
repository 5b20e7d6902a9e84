import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import {
  addBit,
  type BitSet,
  emptyBitSet,
  equalBitSets,
  forEachBit,
  isEmptyBitSet,
} from '../matrix/bitSet.ts';
import type { MatrixPort } from '../matrix/classMatcher.ts';
import { classifyEnds } from '../matrix/matrixClasses.ts';
import {
  lensOf,
  type MatrixLayer,
  type MatrixQuestion,
  matrixOfClasses,
  pairVerdict,
  podEndsOf,
  type PolicyMatrix,
} from '../matrix/policyMatrix.ts';
import type { PolicyEnd, PolicyVerdict } from '../policyQuery.ts';

/** Connections whose verdict changes in the same way: each source to each destination, but for an end and itself. */
export interface ConnectionChange {
  readonly was: PolicyVerdict;
  readonly now: PolicyVerdict;
  /** Numbers of ends. */
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
  readonly connections: number;
}

/** What changes on one port. */
export interface PortDifference {
  readonly port: MatrixPort;
  readonly changes: readonly ConnectionChange[];
}

/** What a change of policies or labels does to the connections of some ends. */
export interface PolicyDifference {
  readonly ends: readonly PolicyEnd[];
  readonly ports: readonly PortDifference[];
  /** Connections that were not allowed and are now. */
  readonly opened: number;
  /** Connections that were not denied and are now. */
  readonly closed: number;
}

/** What is asked about a change; without ends it is every pod that lives before and after. */
export interface DifferenceQuestion extends Omit<MatrixQuestion, 'ends'> {
  readonly ends?: readonly PolicyEnd[];
  /** Only connections to pods that declare the port, so that nothing is counted on which nobody listens. */
  readonly declaredOnly?: boolean;
}

const verdicts: readonly PolicyVerdict[] = ['allow', 'deny', 'unknown'];

function endKey(end: PolicyEnd): string {
  return JSON.stringify(end);
}

function sharedEnds(before: ClusterSnapshot, after: ClusterSnapshot): readonly PolicyEnd[] {
  const earlier = new Set(podEndsOf(before).map(endKey));
  return podEndsOf(after).filter((end) => earlier.has(endKey(end)));
}

/** By verdict, the destinations of a source's class that have it. */
function destinationsWith(layer: MatrixLayer, source: number, verdict: PolicyVerdict): BitSet {
  const size = layer.allowed.length;
  const allowed = layer.allowed[source] ?? emptyBitSet(size);
  const possible = layer.possible[source] ?? allowed;
  if (verdict === 'allow') return allowed;
  return allowed.map((word, index) => {
    const maybe = possible[index] ?? 0;
    return verdict === 'deny' ? ~maybe : maybe & ~word;
  });
}

interface ClassChange {
  readonly was: PolicyVerdict;
  readonly now: PolicyVerdict;
  readonly sources: BitSet;
  readonly destinations: BitSet;
}

function isSameRow(layer: MatrixLayer, other: MatrixLayer, index: number): boolean {
  const [allowed, possible] = [layer.allowed[index], layer.possible[index]];
  const [otherAllowed, otherPossible] = [other.allowed[index], other.possible[index]];
  if (allowed === undefined || possible === undefined) return true;
  if (otherAllowed === undefined || otherPossible === undefined) return true;
  return equalBitSets(allowed, otherAllowed) && equalBitSets(possible, otherPossible);
}

/** The changes between classes, rows with the same change put together. `isIncluded` leaves out classes of nodes. */
function classChanges(before: MatrixLayer, after: MatrixLayer, isIncluded: BitSet): readonly ClassChange[] {
  const size = before.allowed.length;
  const changes: ClassChange[] = [];
  forEachBit(isIncluded, (source) => {
    if (isSameRow(before, after, source)) return;
    for (const was of verdicts) {
      const earlier = destinationsWith(before, source, was);
      for (const now of verdicts) {
        if (was === now) continue;
        const later = destinationsWith(after, source, now);
        const destinations = isIncluded.map(
          (word, index) => word & (earlier[index] ?? 0) & (later[index] ?? 0),
        );
        if (isEmptyBitSet(destinations)) continue;
        let change = changes.find(
          (known) => known.was === was && known.now === now && equalBitSets(known.destinations, destinations),
        );
        if (change === undefined) {
          change = { was, now, sources: emptyBitSet(size), destinations };
          changes.push(change);
        }
        addBit(change.sources, source);
      }
    }
  });
  return changes;
}

/** The members of one side, without the only member of the other. */
function beside(members: readonly number[], others: readonly number[]): readonly number[] {
  const [only, ...more] = others;
  return more.length > 0 ? members : members.filter((end) => end !== only);
}

/** Two matrices of the same classes, and what is asked about them. */
interface Comparison {
  readonly before: PolicyMatrix;
  readonly after: PolicyMatrix;
  readonly counts: (end: number, port: MatrixPort) => boolean;
}

function isNode({ before, after }: Comparison, end: number): boolean {
  return [before, after].some(({ classes }) => {
    const own = classes.classOfEnd[end] ?? 0;
    return classes.classes[own + 1]?.locality === 'local';
  });
}

/** The number of pairs of two different pods. */
function countPairs(
  { before }: Comparison,
  sources: readonly number[],
  destinations: readonly number[],
): number {
  const { identity } = before.classes;
  const idOf = (end: number): number => ((identity[end] ?? -1) === -1 ? -1 - end : (identity[end] ?? -1));
  const targets = new Map<number, number>();
  for (const end of destinations) targets.set(idOf(end), (targets.get(idOf(end)) ?? 0) + 1);
  return sources.reduce((sum, end) => sum + destinations.length - (targets.get(idOf(end)) ?? 0), 0);
}

function changesOfPods(comparison: Comparison, number: number): readonly ConnectionChange[] {
  const { before, after, counts } = comparison;
  const [earlier, later] = [before.layers[number], after.layers[number]];
  if (earlier === undefined || later === undefined) return [];
  const { classes } = before.classes;
  const included = emptyBitSet(classes.length);
  classes.forEach((own, index) => {
    const isTwin = own.locality !== 'remote' || classes[index + 1]?.locality === 'local';
    if (!isTwin) addBit(included, index);
  });
  const membersOf = (set: BitSet): number[] => {
    const members: number[] = [];
    forEachBit(set, (index) => {
      for (const end of classes[index]?.members ?? []) members.push(end);
    });
    return members;
  };
  return classChanges(earlier, later, included).flatMap(({ was, now, sources, destinations }) => {
    const from = membersOf(sources);
    const to = membersOf(destinations).filter((end) => counts(end, earlier.port));
    const connections = countPairs(comparison, from, to);
    if (connections === 0) return [];
    // An end that only meets itself on the other side has no connection that changes.
    return [{ was, now, sources: beside(from, to), destinations: beside(to, from), connections }];
  });
}

/** Nodes are seen otherwise by each of their pods, so their connections are compared one by one, where any changes. */
function changesOfNodes(comparison: Comparison, number: number): readonly ConnectionChange[] {
  const { before, after, counts } = comparison;
  const [earlier, later] = [before.layers[number], after.layers[number]];
  if (earlier === undefined || later === undefined) return [];
  const { ends } = before.classes;
  const nodes = [...ends.keys()].filter((end) => isNode(comparison, end));
  const groups = new Map<
    string,
    { was: PolicyVerdict; now: PolicyVerdict; node: number; isSource: boolean; others: number[] }
  >();
  const compare = (node: number, other: number, isSource: boolean): void => {
    const [source, destination] = isSource ? [node, other] : [other, node];
    if (!counts(destination, earlier.port)) return;
    const was = pairVerdict(before, earlier, source, destination);
    const now = pairVerdict(after, later, source, destination);
    if (was === now) return;
    const key = `${was} ${now} ${String(node)} ${String(isSource)}`;
    const group = groups.get(key) ?? { was, now, node, isSource, others: [] };
    groups.set(key, group);
    group.others.push(other);
  };
  for (const node of nodes) {
    for (const other of ends.keys()) {
      if (other === node) continue;
      compare(node, other, true);
      // The connection between two nodes is already seen from its source.
      if (!isNode(comparison, other)) compare(node, other, false);
    }
  }
  return [...groups.values()].map(({ was, now, node, isSource, others }) => ({
    was,
    now,
    sources: isSource ? [node] : others,
    destinations: isSource ? others : [node],
    connections: others.length,
  }));
}

function declares(
  snapshots: readonly ClusterSnapshot[],
  end: PolicyEnd,
  { port, protocol }: MatrixPort,
): boolean {
  if (end.kind !== 'pod') return true;
  const pods = snapshots.map(({ namespaces }) => namespaces.get(end.namespace)?.pods.get(end.name));
  return pods.some((pod) =>
    pod?.containers.some(({ ports }) =>
      ports.some((own) => own.protocol === protocol && (own.containerPort === port || own.name === port)),
    ),
  );
}

/**
 * Which connections a change opens and closes: the matrix after it minus the matrix before it. The two snapshots may differ in policies,
 * in labels, in anything.
 */
export function policyDifference(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
  question: DifferenceQuestion,
): PolicyDifference {
  const { ends = sharedEnds(before, after), ports, declaredOnly = false } = question;
  const lenses = [lensOf(before, question), lensOf(after, question)] as const;
  const classes = classifyEnds(ends, lenses);
  const comparison: Comparison = {
    before: matrixOfClasses(classes, lenses[0], 0, ports),
    after: matrixOfClasses(classes, lenses[1], 1, ports),
    counts: (end, port) => {
      const own = ends[end];
      return !declaredOnly || (own !== undefined && declares([before, after], own, port));
    },
  };
  const differences = ports.map((port, index) => ({
    port,
    changes: [...changesOfPods(comparison, index), ...changesOfNodes(comparison, index)],
  }));
  const all = differences.flatMap(({ changes }) => changes);
  const sum = (own: readonly ConnectionChange[]): number =>
    own.reduce((total, { connections }) => total + connections, 0);
  return {
    ends,
    ports: differences,
    opened: sum(all.filter(({ now }) => now === 'allow')),
    closed: sum(all.filter(({ now }) => now === 'deny')),
  };
}
