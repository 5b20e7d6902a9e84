import { defaultMarkLimit, foldTopology } from '../topology/foldTopology.ts';
import type { FoldedNode, FoldedTopology } from '../topology/foldTopology.ts';
import type { Topology, TopologyEdge, TopologyKind } from '../topology/topology.ts';
import type { TopologyState } from '../model/topologyState.ts';
import { mermaidId, mermaidLabel } from '../text/escape.ts';
import { stateSymbols } from './mapText.ts';
import { mermaidClasses, mermaidTitle, shorten } from './mermaidReport.ts';

/** Mermaid lays out some 150 boxes in half a second, and thousands never. */
const mostMarks = Math.min(defaultMarkLimit, 150);

/** Mermaid throws at the 501st edge (maxEdges). */
const mostEdges = 450;

/** Mermaid draws an error in place of a longer text (maxTextSize). */
const mostCharacters = 50_000;

const classOfState: Readonly<Record<TopologyState, string>> = {
  ok: '',
  warning: ':::degraded',
  error: ':::broken',
  unknown: ':::unknown',
  inactive: '',
};

/** The shape tells the kind; a rectangle is something that runs. */
const shapes: Readonly<Partial<Record<TopologyKind, readonly [string, string]>>> = {
  service: ['([', '])'],
  ingress: ['[/', '/]'],
  gateway: ['[/', '/]'],
  route: ['>', ']'],
  policy: ['[[', ']]'],
  external: ['{{', '}}'],
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
  const [open, close] = shapes[node.kind] ?? ['[', ']'];
  return `${id}${open}"${label}"${close}${outside ? '' : classOfState[node.state]}`;
}

function arrow({ kind, state, ports }: TopologyEdge): string {
  if (kind === 'owns') return '-.-';
  if (kind === 'selects') return '-.->';
  const numbers = ports.map(({ port, protocol }) => `${port}${protocol === 'TCP' ? '' : `/${protocol}`}`);
  const label = [...new Set(numbers)].slice(0, 3).join(', ');
  const line = state === 'error' || state === 'warning' ? '-.->' : '-->';
  return label === '' ? line : `${line}|"${mermaidLabel(label)}"|`;
}

/** One picture of a map; text that Mermaid takes only when it is short enough. */
function render(context: string, { marks, edges, contents }: FoldedTopology): string {
  const ids = new Map([...marks.keys()].map((key, index) => [key, mermaidId(index)]));
  const idOf = (key: string): string => ids.get(key) ?? '';
  const lines: string[] = [];
  const isFrame = ({ kind, unfolded }: FoldedNode): boolean =>
    (kind === 'namespace' || kind === 'node') && unfolded;
  const frameOf = (node: FoldedNode): FoldedNode | undefined => {
    let group = node.parent === undefined ? undefined : marks.get(node.parent);
    while (group !== undefined && !isFrame(group))
      group = group.parent === undefined ? undefined : marks.get(group.parent);
    return group;
  };
  const byFrame = Map.groupBy(
    [...marks.values()].filter((node) => !isFrame(node)),
    frameOf,
  );
  for (const [frame, content] of byFrame) {
    if (frame === undefined) continue;
    lines.push(`  subgraph ${idOf(frame.id)}["${mermaidLabel(frame.name)}"]`);
    for (const node of content) lines.push(`    ${box(node, idOf(node.id))}`);
    lines.push('  end');
  }
  for (const node of byFrame.get(undefined) ?? []) lines.push(`  ${box(node, idOf(node.id))}`);
  for (const edge of edges.values()) {
    lines.push(`  ${idOf(edge.from)} ${arrow(edge)} ${idOf(edge.to)}`);
  }
  return [
    'flowchart LR',
    `  accTitle: ${mermaidTitle(`Network of ${context}`)}`,
    `  accDescr: ${mermaidTitle(contents)}`,
    `  %% ${mermaidTitle(contents)}`,
    ...lines,
    ...mermaidClasses,
    '',
  ].join('\n');
}

/**
 * The map as a Mermaid flowchart, folded until it can be drawn: what is left out is in a comment and in its description.
 * @param unfolded groups unfolded or folded by hand, as foldTopology takes them
 */
export function renderMapMermaid(
  context: string,
  topology: Topology,
  unfolded: readonly string[] = [],
): string {
  for (let markLimit = mostMarks; ; markLimit = Math.floor(markLimit / 2)) {
    const text = render(context, foldTopology(topology, { unfolded, markLimit, edgeLimit: mostEdges }));
    if (text.length <= mostCharacters || markLimit < 5) return text;
  }
}
