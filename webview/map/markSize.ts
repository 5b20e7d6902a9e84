import type { MapMark } from '../../src/protocol/mapProtocol.ts';

/** How a mark looks: decides its size, its shape and its column. `rest` stands for what did not fit. */
export type MarkShape = 'clients' | 'service' | 'workload' | 'external' | 'pod' | 'tile' | 'rest';

/** The shape of a mark; a frame has none. */
export function shapeOf({ kind, objectKind, parent }: MapMark): MarkShape {
  if (kind === 'namespace') return 'tile';
  if (objectKind === 'Clients') return 'clients';
  if (objectKind === 'Rest') return parent === undefined ? 'tile' : 'rest';
  return kind;
}

/** Width and height by shape, in map units: equal shapes are equal in size, so that columns line up. */
export const markSizes: Readonly<Record<MarkShape, { readonly width: number; readonly height: number }>> = {
  clients: { width: 100, height: 28 },
  service: { width: 178, height: 38 },
  workload: { width: 178, height: 38 },
  external: { width: 178, height: 38 },
  pod: { width: 178, height: 24 },
  rest: { width: 178, height: 24 },
  tile: { width: 232, height: 50 },
};

/** From left to right, as traffic flows. */
export type ColumnName = 'clients' | 'services' | 'workloads' | 'pods';

/** The columns in their order. */
export const columnNames: readonly ColumnName[] = ['clients', 'services', 'workloads', 'pods'];

/** The column of a mark inside its frame; a pod that nothing controls stands among the workloads. */
export function columnOf(mark: MapMark): ColumnName {
  if (mark.objectKind === 'Clients') return 'clients';
  if (mark.kind === 'service') return 'services';
  if (mark.kind === 'pod' || mark.objectKind === 'Rest') {
    return mark.parent?.startsWith('namespace/') === true ? 'workloads' : 'pods';
  }
  return 'workloads';
}
