import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { countOf, severity, type TopologyEdge, type TopologyNode } from '../topology/topology.ts';
import type { TopologyState } from '../model/topologyState.ts';
import type { FlatTopology } from '../topology/flattenTopology.ts';
import { plainLine } from '../text/escape.ts';
import { paint, plainStyle, type Paint, type TextStyle } from '../text/terminalStyle.ts';
import { columnsOf } from '../text/wrapText.ts';
import { coverageLines } from './coverageText.ts';
import { describeSummary, type MapSummary, summarizeMap, type TroubledPolicy } from './mapSummary.ts';

/** One character for each state: what asks for attention is told without colour. */
export const stateSymbols: Readonly<Record<TopologyState, string>> = {
  ok: '✓',
  warning: '!',
  error: '✗',
  unknown: '?',
  inactive: '·',
};

const statePaints: Readonly<Record<TopologyState, readonly Paint[]>> = {
  ok: ['green'],
  warning: ['yellow'],
  error: ['red', 'bold'],
  unknown: ['yellow'],
  inactive: ['dim'],
};

function byUrgency(left: TopologyNode, right: TopologyNode): number {
  const difference = severity(right.state) - severity(left.state);
  if (difference !== 0) return difference;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function describeTarget(node: TopologyNode, edge: TopologyEdge): string {
  const name = node.kind === 'external' ? node.name : `${node.objectKind} ${node.name}`;
  const ports = edge.ports.filter(({ port, targetPort }) => String(port) !== targetPort);
  const numbers = ports.length === 1 && ports[0] !== undefined ? `:${ports[0].targetPort}` : '';
  return `${name}${numbers}${node.badge === '' ? '' : ` (${node.badge})`}`;
}

interface Row {
  readonly state: TopologyState;
  readonly name: string;
  readonly badge: string;
  readonly text: string;
}

/** The edges of one Service: where it leads, and from where it is reached from outside. */
interface ServiceEdges {
  readonly routes: TopologyEdge[];
  readonly exposes: TopologyEdge[];
}

function edgesByService(topology: FlatTopology): ReadonlyMap<string, ServiceEdges> {
  const byService = new Map<string, ServiceEdges>();
  const of = (service: string): ServiceEdges => {
    const known = byService.get(service) ?? { routes: [], exposes: [] };
    byService.set(service, known);
    return known;
  };
  for (const edge of topology.edges.values()) {
    if (edge.kind === 'routes' || edge.kind === 'selects' || edge.kind === 'reaches')
      of(edge.from).routes.push(edge);
    else if (edge.kind === 'exposes') of(edge.to).exposes.push(edge);
  }
  return byService;
}

function rowOfService(node: TopologyNode, topology: FlatTopology, edges: ServiceEdges): Row {
  const targets = edges.routes.flatMap((edge) => {
    const target = topology.nodes.get(edge.to);
    return target === undefined ? [] : [describeTarget(target, edge)];
  });
  const exposed = edges.exposes.map(({ ports, stateReason }) => {
    const numbers = ports.map(({ port }) => `:${port}`).join(' ');
    return `from outside on ${numbers}${stateReason === '' ? '' : ` (${stateReason})`}`;
  });
  const text = [node.stateReason, targets.length === 0 ? '' : `→ ${targets.join(', ')}`, ...exposed];
  return {
    state: node.state,
    name: node.kind === 'service' ? node.name : `${node.objectKind} ${node.name}`,
    badge: node.badge,
    text: text.filter((part) => part !== '').join('  '),
  };
}

function rowOfOther(node: TopologyNode): Row {
  return {
    state: node.state,
    name: `${node.objectKind} ${node.name}`,
    badge: node.badge,
    text: node.stateReason,
  };
}

/** The contents of one namespace: its Services, then what no Service leads to. */
function rowsOf(
  members: readonly TopologyNode[],
  topology: FlatTopology,
  edges: ReadonlyMap<string, ServiceEdges>,
  reached: ReadonlySet<string>,
): readonly (Row | string)[] {
  const isEntry = ({ kind }: TopologyNode): boolean =>
    kind === 'ingress' || kind === 'gateway' || kind === 'route' || kind === 'policy';
  const services = members.filter((node) => node.kind === 'service' || isEntry(node));
  const others = members.filter(
    ({ id, kind }) => (kind === 'workload' || kind === 'pod') && !reached.has(id),
  );
  return [
    ...services.map((node) =>
      rowOfService(node, topology, edges.get(node.id) ?? { routes: [], exposes: [] }),
    ),
    ...(others.length > 0 && services.some(({ kind }) => kind === 'service') ? ['behind no Service'] : []),
    ...others.map((node) => {
      const own = edges.get(node.id);
      return own === undefined
        ? rowOfOther(node)
        : { ...rowOfService(node, topology, own), name: `${node.objectKind} ${node.name}` };
    }),
  ];
}

/** Everything that a Service leads to, the workloads of pods that are reached one by one included. */
function reachedNodes(topology: FlatTopology): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const { kind, to } of topology.edges.values()) {
    if (kind !== 'routes') continue;
    reached.add(to);
    const parent = topology.nodes.get(to)?.parent;
    if (parent !== undefined) reached.add(parent);
  }
  return reached;
}

/** A policy of a namespace as a row. */
function rowOfPolicy({ name, objectKind, state, reasons }: TroubledPolicy): Row {
  return { state, name: `${objectKind} ${name}`, badge: '', text: reasons.join(' · ') };
}

/** The map as lines: each namespace with its Services and what they lead to, problems first. */
export function renderMapText(
  snapshot: Pick<ClusterSnapshot, 'asOf' | 'context' | 'coverage'>,
  topology: FlatTopology,
  style: TextStyle = plainStyle,
  summary: MapSummary = summarizeMap(snapshot, topology, []),
): string {
  const nodes = [...topology.nodes.values()];
  const frames = nodes.filter(({ parent }) => parent === undefined).sort(byUrgency);
  const count = (kind: TopologyNode['kind']): number => nodes.filter((node) => node.kind === kind).length;
  const edges = edgesByService(topology);
  const members = Map.groupBy(nodes, ({ parent }) => parent);
  const reached = reachedNodes(topology);
  const headline = describeSummary(summary);
  const lines = [
    ...summary.gaps.map((gap) => paint(style, plainLine(gap), 'yellow', 'bold')),
    [
      plainLine(snapshot.context),
      ...(count('node') > 0
        ? [countOf(count('node'), 'node')]
        : [countOf(count('namespace'), 'namespace'), countOf(count('service'), 'Service')]),
      countOf(count('pod'), 'pod'),
      ...(headline === '' ? [] : [summary.problems > 0 ? paint(style, headline, 'bold') : headline]),
      `as of ${plainLine(snapshot.asOf)}`,
    ].join(' · '),
    ...coverageLines(snapshot).map((line) => paint(style, `! ${plainLine(line)}`, 'yellow')),
  ];
  const empty = frames.filter(({ badge }) => badge === 'empty');
  for (const namespace of frames) {
    if (empty.includes(namespace)) continue;
    lines.push(
      '',
      `${paint(style, plainLine(namespace.name), 'bold')}  ${paint(style, plainLine(namespace.badge), 'dim')}`,
    );
    const policies = summary.policies.filter((policy) => policy.namespace === namespace.name);
    const rows = [
      ...policies.map(rowOfPolicy),
      ...rowsOf([...(members.get(namespace.id) ?? [])].sort(byUrgency), topology, edges, reached),
    ];
    const cells = rows.filter((row) => typeof row !== 'string');
    const width = (of: (row: Row) => string): number =>
      Math.min(40, Math.max(0, ...cells.map((row) => columnsOf(plainLine(of(row))))));
    const nameWidth = width((row) => row.name);
    const badgeWidth = width((row) => row.badge);
    for (const row of rows) {
      if (typeof row === 'string') {
        lines.push(paint(style, `  ${row}`, 'dim'));
        continue;
      }
      const symbol = paint(style, stateSymbols[row.state], ...statePaints[row.state]);
      const text = `${plainLine(row.name).padEnd(nameWidth)}  ${plainLine(row.badge).padEnd(badgeWidth)}  ${plainLine(row.text)}`;
      lines.push(`  ${symbol} ${text.trimEnd()}`);
    }
  }
  if (empty.length > 0) {
    const names = empty.map(({ name }) => plainLine(name)).join(', ');
    lines.push('', paint(style, `empty: ${names}`, 'dim'));
  }
  return [...lines, ''].join('\n');
}
