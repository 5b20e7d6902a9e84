import { defaultMarkLimit, foldTopology } from '../topology/foldTopology.ts';
import type { FoldedNode } from '../topology/foldTopology.ts';
import type { Topology, TopologyEdge, TopologyState } from '../topology/topology.ts';
import { mermaidId, mermaidLabel } from './escape.ts';
import { stateSymbols } from './mapText.ts';
import { mermaidClasses, mermaidTitle, shorten } from './mermaidReport.ts';

/** Mermaid lays out some 150 boxes in half a second, and thousands never. */
const mostMarks = Math.min(defaultMarkLimit, 150);

/** Mermaid throws at the 501st edge (maxEdges); the folding keeps far below, and a dense map is cut here. */
const mostEdges = 450;

const classOfState: Readonly<Record<TopologyState, string>> = {
  ok: '',
  warning: ':::degraded',
  error: ':::broken',
  unknown: ':::unknown',
  inactive: '',
};

function box(node: FoldedNode, id: string): string {
  // Nobody looks at what is outside: that is no news.
  const outside = node.kind === 'external' && node.state === 'unknown';
  const symbol = node.state === 'ok' || outside ? '' : `${stateSymbols[node.state]} `;
  const kind = node.objectKind === 'Rest' ? '' : node.objectKind;
  const label = [
    `${symbol}${node.name}`,
    [kind, node.badge].filter((part) => part !== '').join(' '),
    outside ? '' : shorten(node.stateReason, 60),
  ]
    .filter((part) => part !== '')
    .map(mermaidLabel)
    .join('<br/>');
  // The shape tells the kind: a stadium is a Service, a rectangle something that runs, a hexagon what is outside.
  const [open, close] =
    node.kind === 'service' ? ['([', '])'] : node.kind === 'external' ? ['{{', '}}'] : ['[', ']'];
  return `${id}${open}"${label}"${close}${outside ? '' : classOfState[node.state]}`;
}

function arrow({ kind, state, ports }: TopologyEdge): string {
  if (kind === 'owns') return '-.-';
  const numbers = ports.map(({ port, protocol }) => `${port}${protocol === 'TCP' ? '' : `/${protocol}`}`);
  const label = [...new Set(numbers)].slice(0, 3).join(', ');
  const line = state === 'error' || state === 'warning' ? '-.->' : '-->';
  return label === '' ? line : `${line}|"${mermaidLabel(label)}"|`;
}

/** The map as a Mermaid flowchart, folded until it can be drawn. */
export function renderMapMermaid(context: string, topology: Topology): string {
  const { marks, edges, contents } = foldTopology(topology, { unfolded: [], markLimit: mostMarks });
  const ids = new Map([...marks.keys()].map((key, index) => [key, mermaidId(index)]));
  const idOf = (key: string): string => ids.get(key) ?? '';
  const lines: string[] = [];
  const frame = (node: FoldedNode): boolean => node.kind === 'namespace' && node.unfolded;
  const inside = (node: FoldedNode): FoldedNode | undefined => {
    let group = node.parent === undefined ? undefined : marks.get(node.parent);
    while (group !== undefined && !frame(group))
      group = group.parent === undefined ? undefined : marks.get(group.parent);
    return group;
  };
  for (const namespace of marks.values()) {
    if (!frame(namespace)) continue;
    lines.push(`  subgraph ${idOf(namespace.id)}["${mermaidLabel(namespace.name)}"]`);
    for (const node of marks.values()) {
      if (inside(node) === namespace) lines.push(`    ${box(node, idOf(node.id))}`);
    }
    lines.push('  end');
  }
  for (const node of marks.values()) {
    if (!frame(node) && inside(node) === undefined) lines.push(`  ${box(node, idOf(node.id))}`);
  }
  const drawn = [...edges.values()]
    .filter(({ from, to }) => ids.has(from) && ids.has(to))
    .slice(0, mostEdges);
  for (const edge of drawn) lines.push(`  ${idOf(edge.from)} ${arrow(edge)} ${idOf(edge.to)}`);
  return [
    'flowchart LR',
    `  accTitle: ${mermaidTitle(`Network of ${context}`)}`,
    `  accDescr: ${mermaidTitle(contents)}`,
    ...lines,
    ...mermaidClasses,
    '',
  ].join('\n');
}
