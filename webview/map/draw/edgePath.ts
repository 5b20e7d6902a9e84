import type { TopologyEdgeKind } from '../../../src/core/topology/topology.ts';
import { type Box, type Point, middle } from '../placement/geometry.ts';

/** How an edge runs: SVG path data, the tip of its arrow, and a point on it for a sign. */
export interface EdgePath {
  readonly line: string;
  readonly head: string;
  readonly signX: number;
  readonly signY: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A line through corners that are rounded off. */
function roundedLine(points: readonly (readonly [number, number])[], radius: number): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let line = `M${round(first[0])} ${round(first[1])}`;
  let before = first;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) {
      line += `L${round(point[0])} ${round(point[1])}`;
      return;
    }
    const toward = (to: readonly [number, number]): readonly [number, number] => {
      const length = Math.hypot(to[0] - point[0], to[1] - point[1]);
      const share = length === 0 ? 0 : Math.min(radius, length / 2) / length;
      return [point[0] + (to[0] - point[0]) * share, point[1] + (to[1] - point[1]) * share];
    };
    const start = toward(before);
    const end = toward(next);
    line += `L${round(start[0])} ${round(start[1])}Q${round(point[0])} ${round(point[1])} ${round(end[0])} ${round(end[1])}`;
    before = point;
  });
  return line;
}

function arrow(x: number, y: number): string {
  return `M${round(x - 5)} ${round(y - 3.5)}L${round(x)} ${round(y)}L${round(x - 5)} ${round(y + 3.5)}`;
}

/** The boxes that decide the way of an edge. */
export interface EdgeEnds {
  readonly source: Box;
  readonly target: Box;
  /** The frames that the ends stand in; different ones are joined through the space between. */
  readonly sourceFrame?: Box | undefined;
  readonly targetFrame?: Box | undefined;
  /** What stands between them and must not be crossed: the workload of a pod that a Service picks out. */
  readonly around?: Box | undefined;
  /** Points on a way round what stands between them. */
  readonly via?: readonly Point[] | undefined;
}

/** Pods of a workload in a further column are reached through the space above them. */
const podColumn = 120;

/** The way of an edge between two boxes. */
export function edgePath(ends: EdgeEnds, kind: TopologyEdgeKind): EdgePath {
  const { source, target, sourceFrame, targetFrame, around, via } = ends;
  const startX = source.x + source.width;
  const startY = middle(source);
  const endX = target.x;
  const endY = middle(target);
  if (sourceFrame !== undefined && targetFrame !== undefined && sourceFrame !== targetFrame) {
    return betweenFrames(source, target, sourceFrame, targetFrame);
  }
  if (via !== undefined) {
    const bends = via.map(({ x, y }) => [x, y] as const);
    const middleBend = via[Math.floor(via.length / 2)] ?? { x: startX, y: startY };
    const line = roundedLine([[startX, startY], ...bends, [endX, endY]], 14);
    return { line, head: arrow(endX, endY), signX: middleBend.x, signY: middleBend.y };
  }
  if (endX <= startX && sourceFrame !== undefined) {
    // Both stand in one column: around its left side.
    const x = Math.min(source.x, target.x) - 12;
    const line = roundedLine(
      [
        [source.x, startY],
        [x, startY],
        [x, endY],
        [target.x, endY],
      ],
      8,
    );
    return { line, head: arrow(target.x, endY), signX: x, signY: (startY + endY) / 2 };
  }
  if (around !== undefined) {
    const lane = startY < middle(around) ? around.y - 5 : around.y + around.height + 5;
    const [left, right] = [around.x - 14, endX - 11];
    const line = roundedLine(
      [
        [startX, startY],
        [left, startY],
        [left, lane],
        [right, lane],
        [right, endY],
        [endX, endY],
      ],
      6,
    );
    return { line, head: arrow(endX, endY), signX: (startX + left) / 2, signY: startY };
  }
  if (kind === 'owns') {
    const x = startX + 17;
    const lane = target.y - 2;
    const corners: readonly (readonly [number, number])[] =
      endX - startX > podColumn
        ? [
            [startX, startY],
            [x, startY],
            [x, lane],
            [endX - 7, lane],
            [endX - 7, endY],
            [endX, endY],
          ]
        : [
            [startX, startY],
            [x, startY],
            [x, endY],
            [endX, endY],
          ];
    return { line: roundedLine(corners, 6), head: '', signX: x, signY: endY };
  }
  const bend = Math.max(18, Math.abs(endX - startX) / 2);
  const line =
    Math.abs(startY - endY) < 0.5
      ? `M${round(startX)} ${round(startY)}H${round(endX)}`
      : `M${round(startX)} ${round(startY)}C${round(startX + bend)} ${round(startY)} ${round(endX - bend)} ${round(endY)} ${round(endX)} ${round(endY)}`;
  return { line, head: arrow(endX, endY), signX: (startX + endX) / 2, signY: (startY + endY) / 2 };
}

/** Out to the right, along the space between frames, and in from the left. */
function betweenFrames(source: Box, target: Box, sourceFrame: Box, targetFrame: Box): EdgePath {
  const startX = source.x + source.width;
  const startY = middle(source);
  const endY = middle(target);
  const out = sourceFrame.x + sourceFrame.width + 9;
  const into = targetFrame.x - 9;
  const beside = into >= out && into - out < 60;
  const level = targetFrame.y > sourceFrame.y ? targetFrame.y - 8 : targetFrame.y + targetFrame.height + 8;
  const points: (readonly [number, number])[] = beside
    ? [
        [startX, startY],
        [out, startY],
        [out, endY],
        [target.x, endY],
      ]
    : [
        [startX, startY],
        [out, startY],
        [out, level],
        [into, level],
        [into, endY],
        [target.x, endY],
      ];
  return {
    line: roundedLine(points, 8),
    head: arrow(target.x, endY),
    signX: (startX + out) / 2,
    signY: startY,
  };
}
