import type { MapMark } from '../../../src/protocol/mapProtocol.ts';

/** How a mark looks: decides its outline, its size and its column. `rest` stands for what did not fit. */
export type MarkShape =
  | 'clients'
  | 'ingress'
  | 'gateway'
  | 'route'
  | 'service'
  | 'workload'
  | 'external'
  | 'pod'
  | 'policy'
  | 'node'
  | 'tile'
  | 'rest';

/** The shape of a mark; a frame has none. */
export function shapeOf({ kind, objectKind, parent }: MapMark): MarkShape {
  if (kind === 'namespace') return 'tile';
  if (objectKind === 'Clients') return 'clients';
  if (objectKind === 'Rest') return parent === undefined ? 'tile' : 'rest';
  return kind;
}

const broad = { width: 178, height: 38 } as const;
const narrow = { width: 178, height: 24 } as const;
const summary = { width: 232, height: 50 } as const;

/** Width and height by shape, in map units: equal shapes are equal in size, so that columns line up. */
export const markSizes: Readonly<Record<MarkShape, { readonly width: number; readonly height: number }>> = {
  clients: { width: 100, height: 28 },
  ingress: broad,
  gateway: broad,
  route: broad,
  service: broad,
  workload: broad,
  external: broad,
  policy: broad,
  pod: narrow,
  rest: narrow,
  node: summary,
  tile: summary,
};

const ranks: Readonly<Record<MarkShape, number>> = {
  clients: 0,
  policy: 0,
  gateway: 1,
  ingress: 1,
  route: 2,
  service: 3,
  workload: 4,
  external: 4,
  node: 4,
  tile: 4,
  rest: 5,
  pod: 5,
};

/** How far from the outside a mark stands by its kind alone, from left to right as traffic flows. */
export function flowRank(mark: MapMark): number {
  const shape = shapeOf(mark);
  // What nothing controls, and what did not fit among the workloads, stands among the workloads.
  const inGroup = mark.parent?.startsWith('namespace/') === true;
  return (shape === 'pod' || shape === 'rest') && inGroup ? ranks.workload : ranks[shape];
}
