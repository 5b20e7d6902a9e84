import type { TopologyEdge } from '../../src/core/topology/topology.ts';
import type { MapMark } from '../../src/protocol/mapProtocol.ts';
import { type Box, middle, nearestFreeTop, spread } from './geometry.ts';
import { type ColumnName, columnNames, columnOf, markSizes, shapeOf } from './markSize.ts';

/** The inside of a frame: boxes relative to its upper left corner, and where its columns begin. */
export interface FrameLayout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly columns: ReadonlyMap<ColumnName, number>;
  readonly width: number;
  readonly height: number;
}

/** Room for the frame's title. */
const titleHeight = 36;
const padding = 16;
const gaps: Readonly<Record<ColumnName, number>> = { clients: 34, services: 54, workloads: 34, pods: 0 };
const rowGap = 10;
const podGap = 4;
const componentGap = 14;
const minimumWidth = 250;

const columnWidth = (column: ColumnName): number =>
  column === 'clients' ? markSizes.clients.width : markSizes.service.width;

const gapIn = (column: ColumnName): number => (column === 'pods' ? podGap : rowGap);

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function byName(left: MapMark, right: MapMark): number {
  const rest = Number(left.objectKind === 'Rest') - Number(right.objectKind === 'Rest');
  return rest !== 0 ? rest : compareText(left.name, right.name) || compareText(left.id, right.id);
}

function columnStarts(used: ReadonlySet<ColumnName>): { columns: Map<ColumnName, number>; width: number } {
  const columns = new Map<ColumnName, number>();
  let x = padding;
  let right = padding;
  for (const column of columnNames) {
    if (!used.has(column)) continue;
    columns.set(column, x);
    right = x + columnWidth(column);
    x = right + gaps[column];
  }
  return { columns, width: Math.max(minimumWidth, right + padding) };
}

/** The columns that the members need. */
export function usedColumns(members: readonly MapMark[]): ReadonlySet<ColumnName> {
  return new Set(members.map(columnOf));
}

interface Component {
  readonly services: MapMark[];
  readonly blocks: MapMark[];
  exposed: boolean;
}

/** Groups what is joined by routes; what stands alone is a component of its own. */
function findComponents(members: readonly MapMark[], edges: readonly TopologyEdge[]): Component[] {
  const leader = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    return at;
  };
  for (const { id } of members) leader.set(id, id);
  for (const { from, to, kind } of edges) {
    if (kind === 'exposes' || !leader.has(from) || !leader.has(to)) continue;
    leader.set(find(from), find(to));
  }
  const components = new Map<string, Component>();
  const exposed = new Set(edges.filter(({ kind }) => kind === 'exposes').map(({ to }) => to));
  for (const mark of [...members].sort(byName)) {
    const column = columnOf(mark);
    if (column === 'clients' || column === 'pods') continue;
    const key = find(mark.id);
    const component = components.get(key) ?? { services: [], blocks: [], exposed: false };
    components.set(key, component);
    (column === 'services' ? component.services : component.blocks).push(mark);
    if (exposed.has(mark.id)) component.exposed = true;
  }
  const rank = ({ services, blocks, exposed: isExposed }: Component): number => {
    if (blocks.some(({ objectKind }) => objectKind === 'Rest')) return 3;
    return isExposed ? 0 : services.length > 0 ? 1 : 2;
  };
  const nameOf = ({ services, blocks }: Component): string => (services[0] ?? blocks[0])?.name ?? '';
  return [...components.values()].sort(
    (left, right) => rank(left) - rank(right) || compareText(nameOf(left), nameOf(right)),
  );
}

/** Lays out one frame from nothing: deterministic, and the same for the same members in any order. */
export function layoutFrame(members: readonly MapMark[], edges: readonly TopologyEdge[]): FrameLayout {
  const { columns, width } = columnStarts(usedColumns(members));
  const boxes = new Map<string, Box>();
  const podsOf = new Map<string, MapMark[]>();
  for (const mark of [...members].sort(byName)) {
    if (columnOf(mark) !== 'pods' || mark.parent === undefined) continue;
    const pods = podsOf.get(mark.parent);
    if (pods === undefined) podsOf.set(mark.parent, [mark]);
    else pods.push(mark);
  }
  const put = (mark: MapMark, column: ColumnName, y: number): void => {
    boxes.set(mark.id, { x: columns.get(column) ?? padding, y, ...markSizes[shapeOf(mark)] });
  };
  const podsHeight = (pods: readonly MapMark[]): number =>
    pods.reduce((sum, pod) => sum + markSizes[shapeOf(pod)].height + podGap, -podGap);
  const blockHeight = (mark: MapMark): number =>
    Math.max(markSizes[shapeOf(mark)].height, podsHeight(podsOf.get(mark.id) ?? []));
  const stack = (heights: readonly number[]): number =>
    heights.reduce((sum, height) => sum + height + rowGap, -rowGap);

  function putComponent({ services, blocks }: Component, top: number): number {
    const place = new Map(services.map(({ id }, index) => [id, index]));
    const sourcesOf = (id: string): number[] =>
      edges.flatMap(({ from, to }) => (to === id ? (place.get(from) ?? []) : []));
    const mean = (values: readonly number[], otherwise: number): number =>
      values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;
    // Pods that a Service picks out pull their workload along, as its own edges would.
    const order = new Map(
      blocks.map((block) => {
        const sources = [block, ...(podsOf.get(block.id) ?? [])].flatMap(({ id }) => sourcesOf(id));
        return [block.id, mean(sources, services.length)];
      }),
    );
    const sorted = [...blocks].sort(
      (left, right) => (order.get(left.id) ?? 0) - (order.get(right.id) ?? 0) || byName(left, right),
    );
    const heights = sorted.map(blockHeight);
    const serviceHeight = markSizes.service.height;
    const total = Math.max(stack(heights), stack(services.map(() => serviceHeight)));
    const servicesLead = stack(services.map(() => serviceHeight)) > stack(heights);
    const middles = new Map<string, number>();
    const putBlocks = (tops: readonly number[]): void => {
      sorted.forEach((block, index) => {
        const blockTop = tops[index] ?? 0;
        const height = heights[index] ?? 0;
        middles.set(block.id, blockTop + height / 2);
        put(block, 'workloads', top + blockTop + (height - markSizes[shapeOf(block)].height) / 2);
        const pods = podsOf.get(block.id) ?? [];
        let y = blockTop + (height - podsHeight(pods)) / 2;
        for (const pod of pods) {
          put(pod, 'pods', top + y);
          middles.set(pod.id, y + markSizes[shapeOf(pod)].height / 2);
          y += markSizes[shapeOf(pod)].height + podGap;
        }
      });
    };
    const putServices = (ordered: readonly MapMark[], tops: readonly number[]): void => {
      ordered.forEach((service, index) => {
        middles.set(service.id, (tops[index] ?? 0) + serviceHeight / 2);
        put(service, 'services', top + (tops[index] ?? 0));
      });
    };
    if (servicesLead) {
      putServices(
        services,
        services.map((_, index) => index * (serviceHeight + rowGap)),
      );
      const wanted = sorted.map((block, index) => {
        const sources = edges.flatMap(({ from, to }) => (to === block.id ? (middles.get(from) ?? []) : []));
        return { middle: mean(sources, total), height: heights[index] ?? 0 };
      });
      putBlocks(spread(wanted, rowGap, total));
    } else {
      putBlocks(
        spread(
          heights.map((height) => ({ middle: 0, height })),
          rowGap,
          total,
        ),
      );
      const wanted = services
        .map((service) => {
          const targets = edges.flatMap(({ from, to }) =>
            from === service.id ? (middles.get(to) ?? []) : [],
          );
          return { service, middle: mean(targets, serviceHeight / 2), height: serviceHeight };
        })
        .sort((left, right) => left.middle - right.middle || byName(left.service, right.service));
      putServices(
        wanted.map(({ service }) => service),
        spread(wanted, rowGap, total),
      );
    }
    return top + total;
  }

  let bottom = titleHeight;
  for (const [index, component] of findComponents(members, edges).entries()) {
    bottom = putComponent(component, index === 0 ? bottom : bottom + componentGap);
  }
  for (const mark of members.filter((member) => columnOf(member) === 'clients')) {
    const exposed = edges.flatMap(({ from, to }) => {
      const box = from === mark.id ? boxes.get(to) : undefined;
      return box === undefined ? [] : [middle(box)];
    });
    const { height } = markSizes.clients;
    const first = Math.min(...exposed);
    const last = Math.max(...exposed);
    put(mark, 'clients', exposed.length === 0 ? titleHeight : (first + last) / 2 - height / 2);
  }
  return { boxes, columns, width, height: bottom + padding };
}

/**
 * Takes up what is new into a frame without moving anything: near its kin, else below all others.
 * `undefined` when it needs a column that the frame lacks; then the frame has to be laid out anew.
 */
export function extendFrame(
  layout: FrameLayout,
  members: readonly MapMark[],
  edges: readonly TopologyEdge[],
): FrameLayout | undefined {
  for (const column of usedColumns(members)) if (!layout.columns.has(column)) return undefined;
  const boxes = new Map<string, Box>();
  for (const { id } of members) {
    const box = layout.boxes.get(id);
    if (box !== undefined) boxes.set(id, box);
  }
  const columnRank = (mark: MapMark): number =>
    ['services', 'workloads', 'pods', 'clients'].indexOf(columnOf(mark));
  const added = members
    .filter(({ id }) => !boxes.has(id))
    .sort((left, right) => columnRank(left) - columnRank(right) || byName(left, right));
  const lowest = (among: Iterable<Box>): number =>
    [...among].reduce((bottom, { y, height }) => Math.max(bottom, y + height), titleHeight - componentGap);
  for (const mark of added) {
    const column = columnOf(mark);
    const x = layout.columns.get(column) ?? padding;
    const { width, height } = markSizes[shapeOf(mark)];
    const kin = edges.flatMap(({ from, to }) => {
      const other = from === mark.id ? boxes.get(to) : to === mark.id ? boxes.get(from) : undefined;
      return other === undefined ? [] : [middle(other)];
    });
    const taken = [...boxes.values()].filter((box) => box.x === x);
    // What has no kin yet goes below its own column, where the frame often has room left.
    const wanted =
      kin.length === 0
        ? lowest(taken) + componentGap
        : kin.reduce((sum, value) => sum + value, 0) / kin.length - height / 2;
    boxes.set(mark.id, {
      x,
      y: nearestFreeTop(taken, wanted, height, gapIn(column), titleHeight),
      width,
      height,
    });
  }
  // What is gone leaves its room behind: nothing below has to move, and what comes next may take it.
  return { ...layout, boxes, height: Math.max(layout.height, lowest(boxes.values()) + padding) };
}
