import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { workloadOf } from '../../model/podWorkload.ts';
import { compilePolicies } from '../compilePolicies.ts';
import type { PolicyDialect } from '../dialect.ts';
import { hasBit } from '../matrix/bitSet.ts';
import { classifyEnds } from '../matrix/matrixClasses.ts';
import { lensOf, matrixOfClasses, type MatrixLayer, podEndsOf } from '../matrix/policyMatrix.ts';
import type { PolicyEnd } from '../policyQuery.ts';
import { blocksOfRanges, type OutsideRange, outsideRanges } from './outsideRanges.ts';
import { formatPorts, type PortRange, portSegments } from './portSegments.ts';

/** What connections between two sides may use, as text by protocol: `TCP 80,8000-8999`; empty for nothing. */
export interface ConnectionPorts {
  /** Allowed for every pod of the one side and every pod of the other. */
  readonly allowed: readonly string[];
  /** Allowed for some of the pods only. */
  readonly partly: readonly string[];
  /** Not known for some of them. */
  readonly unknown: readonly string[];
}

/** Who may connect to whom. A side is workloads (`shop/deployment/web`) or blocks of addresses outside the cluster. */
export interface AllowedConnection extends ConnectionPorts {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** All connections that policies allow. */
export interface AllowedConnections {
  readonly workloads: readonly string[];
  readonly connections: readonly AllowedConnection[];
}

/** Pods of one workload, or a range outside. */
interface Side {
  readonly title: string;
  readonly outside?: OutsideRange;
  /** Numbers of classes, each once. */
  readonly classes: readonly number[];
  readonly pods: number;
}

type Verdict = 'allowed' | 'partly' | 'unknown' | 'denied';

function verdictOf(layer: MatrixLayer, from: Side, to: Side): Verdict {
  let all = true;
  let some = false;
  let open = false;
  for (const source of from.classes) {
    const allowed = layer.allowed[source];
    const possible = layer.possible[source];
    if (allowed === undefined || possible === undefined) return 'unknown';
    for (const destination of to.classes) {
      if (hasBit(allowed, destination)) some = true;
      else {
        all = false;
        if (hasBit(possible, destination)) open = true;
      }
    }
  }
  if (all) return 'allowed';
  return open ? 'unknown' : some ? 'partly' : 'denied';
}

/** Pods and nodes that are not listed could have any address; a range that is outside is none of theirs. */
function withoutDoubts(snapshot: ClusterSnapshot): ClusterSnapshot {
  const { coverage } = snapshot;
  const known = { state: 'complete' } as const;
  return { ...snapshot, coverage: { ...coverage, pods: known, nodes: known } };
}

function titlesOf(snapshot: ClusterSnapshot, ends: readonly PolicyEnd[]): readonly string[] {
  return ends.map((end) => {
    if (end.kind !== 'pod') return '';
    const partition = snapshot.namespaces.get(end.namespace);
    const pod = partition?.pods.get(end.name);
    if (partition === undefined || pod === undefined) return `${end.namespace}/pod/${end.name}`;
    const { kind, namespace, name } = workloadOf(pod, partition.workloadOwners);
    return `${namespace}/${kind.toLowerCase()}/${name}`;
  });
}

interface Found {
  readonly from: Side;
  readonly ports: ConnectionPorts;
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Names of workloads, and the blocks of ranges outside. */
function titlesOfSides(sides: readonly Side[]): readonly string[] {
  const workloads = sides.filter(({ outside }) => outside === undefined).map(({ title }) => title);
  return [
    ...workloads.sort(byText),
    ...blocksOfRanges(sides.flatMap(({ outside }) => (outside === undefined ? [] : [outside]))),
  ];
}

/**
 * Every connection that policies allow, workload by workload, with ranges of ports and of addresses outside the cluster. Pods on the
 * host network are judged as pods of other nodes see them. Sources of which all the same is allowed are put together.
 */
export function allowedConnections(
  snapshot: ClusterSnapshot,
  dialect: PolicyDialect,
  isWanted: (end: PolicyEnd) => boolean = () => true,
): AllowedConnections {
  const known = withoutDoubts(snapshot);
  const policies = compilePolicies(known, dialect);
  const segments = portSegments(known, policies);
  const ports = segments.map(({ protocol, ranges }) => ({ port: ranges[0]?.first ?? 1, protocol }));
  const pods = podEndsOf(known).filter(isWanted);
  const outside = outsideRanges(known, policies);
  const ends: readonly PolicyEnd[] = [
    ...pods,
    ...outside.map(({ address }): PolicyEnd => ({ kind: 'address', address })),
  ];
  const lens = lensOf(known, { ports, dialect });
  const classes = classifyEnds(ends, [lens]);
  const matrix = matrixOfClasses(classes, lens, 0, ports);
  const classOf = (end: number): number => classes.classOfEnd[end] ?? 0;
  const titles = titlesOf(known, pods);
  const grouped = Map.groupBy(pods.keys(), (end) => titles[end] ?? '');
  const workloads = [...grouped].map(([title, own]): Side => ({
    title,
    classes: [...new Set(own.map(classOf))],
    pods: own.length,
  }));
  const ranges = outside.flatMap((range, index): Side[] => {
    const own = classOf(pods.length + index);
    // The address that stands for the range may be somebody's after all.
    if (classes.classes[own]?.seen[0]?.kind !== 'external') return [];
    return [{ title: range.address, outside: range, classes: [own], pods: 1 }];
  });
  const portsBetween = (from: Side, to: Side): ConnectionPorts => {
    const byVerdict = new Map<Verdict, Map<TransportProtocol, PortRange[]>>();
    matrix.layers.forEach((layer, index) => {
      const segment = segments[index];
      const verdict = verdictOf(layer, from, to);
      if (segment === undefined || verdict === 'denied') return;
      const own = byVerdict.get(verdict) ?? new Map<TransportProtocol, PortRange[]>();
      byVerdict.set(verdict, own);
      const list = own.get(segment.protocol) ?? [];
      own.set(segment.protocol, list);
      list.push(...segment.ranges);
    });
    const textsOf = (verdict: Verdict): readonly string[] =>
      [...(byVerdict.get(verdict) ?? [])].map(([protocol, list]) => `${protocol} ${formatPorts(list)}`);
    return { allowed: textsOf('allowed'), partly: textsOf('partly'), unknown: textsOf('unknown') };
  };
  const remembered = new Map<string, ConnectionPorts>();
  const portsOf = (from: Side, to: Side): ConnectionPorts => {
    const key = `${from.classes.join()} > ${to.classes.join()}`;
    const before = remembered.get(key) ?? portsBetween(from, to);
    remembered.set(key, before);
    return before;
  };
  const connections: AllowedConnection[] = [];
  const add = (sources: readonly Side[], to: readonly Side[]): void => {
    const [first] = to;
    if (first === undefined) return;
    const found = sources.flatMap((from): Found[] => {
      if (from.pods === 1 && first.title === from.title) return [];
      const own = portsOf(from, first);
      return own.allowed.length + own.partly.length + own.unknown.length === 0 ? [] : [{ from, ports: own }];
    });
    for (const group of Map.groupBy(found, (each) => JSON.stringify(each.ports)).values()) {
      const own = group[0]?.ports;
      if (own === undefined) continue;
      connections.push({ from: titlesOfSides(group.map(({ from }) => from)), to: titlesOfSides(to), ...own });
    }
  };
  for (const to of workloads.sort((left, right) => byText(left.title, right.title))) {
    add(workloads, [to]);
    add(ranges, [to]);
  }
  // Ranges to which every workload has the same ports are one destination.
  const destinations = Map.groupBy(ranges, (to) =>
    JSON.stringify(workloads.map((from) => portsOf(from, to))),
  );
  for (const to of destinations.values()) add(workloads, to);
  return { workloads: workloads.map(({ title }) => title), connections };
}
