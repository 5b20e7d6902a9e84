import { type TopologyEdgeKind, countOf } from '../../src/core/topology/topology.ts';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { shapeOf } from './markSize.ts';

/** How wide a text is, in map units, in the font of names (12 px) or of badges (10.5 px). */
export type MeasureText = (text: string, font: 'name' | 'badge' | 'title') => number;

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

/** The second line of a mark: its facts, and for a workload its kind. */
export function badgeOf(mark: MapMark): string {
  if (mark.kind === 'workload')
    return [mark.objectKind, mark.badge].filter((part) => part !== '').join(' · ');
  if (mark.kind === 'external' && mark.objectKind !== 'Clients') {
    return [mark.objectKind, mark.badge].filter((part) => part !== '').join(' · ');
  }
  return mark.badge;
}

/** Whether the state of a mark is worth an icon: what is ok stays quiet, and what is outside cannot be known. */
export function showsState(mark: MapMark): boolean {
  if (mark.kind === 'external') return mark.objectKind === 'Missing Service';
  return mark.state !== 'ok' && mark.badge !== 'empty';
}

/** What a screen reader says of a mark: kind, name and state first. */
export function accessibleName(mark: MapMark, selected: boolean): string {
  const { kind, name, namespace, objectKind, state, stateReason, badge, foldedPods, canUnfold, unfolded } =
    mark;
  const judged = showsState(mark) || mark.state === 'ok';
  const parts = [
    `${objectKind === 'Rest' ? '' : `${objectKind} `}${name}`,
    ...(judged ? [state === 'ok' || stateReason === '' ? state : `${state}: ${stateReason}`] : [stateReason]),
    ...(kind === 'namespace' || namespace === '' ? [] : [`namespace ${namespace}`]),
    ...(badge === '' ? [] : [badge]),
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
