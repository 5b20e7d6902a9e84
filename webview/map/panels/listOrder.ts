import { severity } from '../../../src/core/topology/topology.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import { type Scene, isGroup } from '../scene/scene.ts';

/** How the list is sorted: as the map is, or by one of its columns. */
export interface ListOrder {
  readonly by: 'map' | 'name' | 'kind' | 'state';
  readonly descending: boolean;
}

/** A row of the list, with how deep it is in the groups of the map. */
export interface ListRow {
  readonly mark: MapMark;
  /** From 1 on; 1 for all when the list is sorted by a column. */
  readonly level: number;
}

const kindOrder: readonly MapMark['kind'][] = [
  'namespace',
  'node',
  'external',
  'gateway',
  'ingress',
  'route',
  'service',
  'policy',
  'workload',
  'pod',
];

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function byFlow(left: MapMark, right: MapMark): number {
  return (
    Number(left.objectKind === 'Rest') - Number(right.objectKind === 'Rest') ||
    kindOrder.indexOf(left.kind) - kindOrder.indexOf(right.kind) ||
    compare(left.name, right.name) ||
    compare(left.id, right.id)
  );
}

/** Groups with problems first; inside of them in the order of the flow. */
function byMap(scene: Scene): ListRow[] {
  const children = new Map<string | undefined, MapMark[]>();
  for (const mark of scene.marks.values()) {
    const parent = mark.parent !== undefined && scene.marks.has(mark.parent) ? mark.parent : undefined;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [mark]);
    else known.push(mark);
  }
  const rows: ListRow[] = [];
  const add = (parent: string | undefined, level: number): void => {
    const members = children.get(parent) ?? [];
    const urgent = (mark: MapMark): number => (isGroup(mark) ? -severity(mark.state) : 0);
    members.sort((left, right) => urgent(left) - urgent(right) || byFlow(left, right));
    for (const mark of members) {
      rows.push({ mark, level });
      add(mark.id, level + 1);
    }
  };
  add(undefined, 1);
  return rows;
}

/** The rows of the list, sorted. */
export function listRows(scene: Scene, { by, descending }: ListOrder): readonly ListRow[] {
  if (by === 'map') return byMap(scene);
  const columns = {
    name: (left: MapMark, right: MapMark) => compare(left.name, right.name),
    kind: (left: MapMark, right: MapMark) => compare(left.objectKind, right.objectKind),
    // What asks most for attention first.
    state: (left: MapMark, right: MapMark) => severity(right.state) - severity(left.state),
  };
  const sign = descending ? -1 : 1;
  return [...scene.marks.values()]
    .sort((left, right) => sign * columns[by](left, right) || byFlow(left, right))
    .map((mark) => ({ mark, level: 1 }));
}
