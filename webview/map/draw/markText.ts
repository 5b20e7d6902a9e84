import { type TopologyEdge, type TopologyEdgeKind, countOf } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { shapeOf } from '../placement/markSize.ts';

/** The fonts of the drawing: names 12 px, badges 10.5 px, titles 13 px bold. */
export type TextFont = 'name' | 'badge' | 'title';

/** How wide a text is, in map units. */
export type MeasureText = (text: string, font: TextFont) => number;

/**
 * Shortens a text in its middle until it fits: the ends tell apart what has a common beginning (pods of a workload) and
 * what has a common end.
 */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  let low = 0;
  let high = characters.length - 1;
  const shortened = (kept: number): string => {
    const tail = Math.floor(kept / 2);
    const end = tail === 0 ? '' : characters.slice(-tail).join('');
    return `${characters.slice(0, kept - tail).join('')}…${end}`;
  };
  while (low < high) {
    const kept = Math.ceil((low + high) / 2);
    if (measure(shortened(kept)) <= width) low = kept;
    else high = kept - 1;
  }
  return shortened(low);
}

/** Shortens a text at its end until it fits: what is said first matters most. */
export function clipText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  let low = 0;
  let high = characters.length - 1;
  while (low < high) {
    const kept = Math.ceil((low + high) / 2);
    if (measure(`${characters.slice(0, kept).join('')}…`) <= width) low = kept;
    else high = kept - 1;
  }
  return `${characters.slice(0, low).join('')}…`;
}

const withKind: readonly MapMark['kind'][] = ['workload', 'external', 'route', 'policy'];

/** The second line of a mark: its facts, with its kind where the outline does not tell it. */
export function badgeOf(mark: MapMark): string {
  const named = withKind.includes(mark.kind) && mark.objectKind !== 'Clients' && mark.objectKind !== 'Rest';
  return [...(named ? [mark.objectKind] : []), mark.badge].filter((part) => part !== '').join(' · ');
}

/** Whether the state of a mark is worth an icon: what is ok stays quiet, and what is outside cannot be known. */
export function showsState(mark: MapMark): boolean {
  if (mark.kind === 'external') return mark.objectKind === 'Missing Service';
  return mark.state !== 'ok' && mark.badge !== 'empty';
}

/** `isolated for ingress and egress`; '' for what no policy selects, and where that is not known. */
export function isolationWords({ isolated }: MapMark): string {
  return isolated === undefined || isolated.length === 0 ? '' : `isolated for ${isolated.join(' and ')}`;
}

/** What a screen reader says of a mark: kind, name and state first. */
export function accessibleName(mark: MapMark, selected: boolean): string {
  const { kind, name, namespace, objectKind, state, stateReason, badge, foldedPods, canUnfold, unfolded } =
    mark;
  const judged = showsState(mark) || mark.state === 'ok';
  const parts = [
    `${objectKind === 'Rest' ? '' : `${objectKind} `}${name}`,
    ...(judged ? [state === 'ok' || stateReason === '' ? state : `${state}: ${stateReason}`] : [stateReason]),
    ...(kind === 'namespace' || kind === 'node' || namespace === '' ? [] : [`namespace ${namespace}`]),
    ...(badge === '' ? [] : [badge]),
    isolationWords(mark),
    ...(foldedPods > 0 && shapeOf(mark) !== 'tile' ? [`stands for ${countOf(foldedPods, 'pod')}`] : []),
    ...(canUnfold ? [unfolded ? 'unfolded' : 'folded'] : []),
    ...(selected ? ['selected'] : []),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const verbs: Readonly<Record<TopologyEdgeKind, string>> = {
  routes: 'routes to',
  exposes: 'may reach',
  owns: 'owns',
  selects: 'isolates',
  reaches: 'may connect to',
};

/** What an edge of this kind does, for tables and tooltips. */
export function edgeVerb(kind: TopologyEdgeKind): string {
  return verbs[kind];
}

/** `80 → 8080, 53/UDP`: the ports of an edge, the first few of them. */
export function portWords({ ports }: TopologyEdge, most = 3): string {
  const shown = ports.slice(0, most).map(({ protocol, port, targetPort }) => {
    const from = `${port}${protocol === 'TCP' ? '' : `/${protocol}`}`;
    return String(port) === targetPort || targetPort === '' ? from : `${from} → ${targetPort}`;
  });
  const more = ports.length > most ? [`+${ports.length - most}`] : [];
  return [...shown, ...more].join(', ');
}

/** An edge in words: `web routes to api, 80 → 8080, error: …`. */
export function edgeWords(edge: TopologyEdge, from: string, to: string): string {
  const ports = portWords(edge);
  const reason = edge.stateReason === '' ? '' : `${edge.state}: ${edge.stateReason}`;
  return [`${from} ${edgeVerb(edge.kind)} ${to}`, ports, reason].filter((part) => part !== '').join(', ');
}
