import type { BlockGraph, BlockPlaces, Route } from './frameBlocks.ts';
import { looseBlocks } from './frameBlocks.ts';
import { columnGap, rowGap } from './frameLayout.ts';
import type { Point } from './geometry.ts';

/** A graph as the layout engine takes it: ELK's JSON format, the part of it that is used. */
export interface ElkGraph {
  readonly id: string;
  readonly layoutOptions: Readonly<Record<string, string>>;
  readonly children: readonly {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    readonly layoutOptions: Readonly<Record<string, string>>;
  }[];
  readonly edges: readonly {
    readonly id: string;
    readonly sources: readonly string[];
    readonly targets: readonly string[];
  }[];
}

/**
 * Layered, left to right, with a partition for each kind, so that kinds stand in columns through all of the frame. Options:
 * the reference of Eclipse Layout Kernel, org.eclipse.elk.layered. Model order keeps names in their order where the lines
 * leave a choice: equal frames look alike, and the same frame looks the same.
 */
const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.separateConnectedComponents': 'false',
  'elk.partitioning.activate': 'true',
  'elk.spacing.nodeNode': String(rowGap),
  'elk.spacing.edgeNode': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(columnGap),
  'elk.layered.spacing.edgeNodeBetweenLayers': '8',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.edgeRouting': 'POLYLINE',
};

/** What the engine lays out of a frame: the blocks that lines join. `undefined` when no line joins any. */
export function flowGraph(id: string, graph: BlockGraph): ElkGraph | undefined {
  if (graph.edges.length === 0) return undefined;
  const loose = new Set(looseBlocks(graph));
  const blocks = graph.blocks
    .filter((block) => !loose.has(block))
    .sort((left, right) => left.rank - right.rank);
  return {
    id,
    layoutOptions: options,
    children: blocks.map(({ mark, width, height, rank }) => ({
      id: mark.id,
      width,
      height,
      layoutOptions: { 'elk.partitioning.partition': String(rank), 'elk.alignment': 'LEFT' },
    })),
    edges: graph.edges.map(({ from, to }) => ({ id: `${from} > ${to}`, sources: [from], targets: [to] })),
  };
}

function numberIn(value: object, key: string): number | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function arrayIn(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const found: unknown = Reflect.get(value, key);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

function pointOf(value: unknown): Point | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [x, y] = [numberIn(value, 'x'), numberIn(value, 'y')];
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** The bends of lines that pass other columns; a line to the next column finds its way alone. */
function routesIn(answer: object, { edges }: ElkGraph): Route[] {
  const wanted = new Map(edges.map(({ id, sources, targets }) => [id, [sources[0], targets[0]] as const]));
  return arrayIn(answer, 'edges').flatMap((edge) => {
    const id: unknown = typeof edge === 'object' && edge !== null ? Reflect.get(edge, 'id') : undefined;
    const [from, to] = (typeof id === 'string' ? wanted.get(id) : undefined) ?? [];
    const [section] = arrayIn(edge, 'sections');
    const via = arrayIn(section, 'bendPoints').flatMap((bend) => pointOf(bend) ?? []);
    return from === undefined || to === undefined || via.length < 2 ? [] : [{ from, to, via }];
  });
}

/** What the engine found of a frame. */
export interface FlowPlaces {
  readonly places: BlockPlaces;
  readonly routes: readonly Route[];
}

/** The places in the engine's answer; `undefined` when it is not one, or leaves a block out. */
export function placesIn(answer: unknown, graph: ElkGraph): FlowPlaces | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const places = new Map<string, Point>();
  for (const child of arrayIn(answer, 'children')) {
    const place = pointOf(child);
    const id: unknown = typeof child === 'object' && child !== null ? Reflect.get(child, 'id') : undefined;
    if (typeof id !== 'string' || place === undefined) return undefined;
    places.set(id, place);
  }
  if (!graph.children.every(({ id }) => places.has(id))) return undefined;
  return { places, routes: routesIn(answer, graph) };
}
