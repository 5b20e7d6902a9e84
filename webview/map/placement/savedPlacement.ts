import { type Placement, emptyPlacement } from './placement.ts';
import type { Box } from './geometry.ts';

/** Places in a form that is small enough for the state of a page: `[x, y, width, height]` in whole units by id. */
export interface SavedPlacement {
  readonly boxes: Readonly<Record<string, readonly number[]>>;
  readonly inside: Readonly<Record<string, string>>;
  readonly frames: readonly string[];
  readonly annexes: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly homes: Readonly<Record<string, readonly number[]>>;
}

/** More places than this are not saved: the map never draws so many. */
const mostBoxes = 600;

const numbers = ({ x, y, width, height }: Box): readonly number[] => [x, y, width, height];

function mapValues<From, To>(
  map: ReadonlyMap<string, From>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]));
}

/** The places of a map for the state of its page; `undefined` when there is nothing to save, or too much. */
export function savePlacement({
  boxes,
  inside,
  frames,
  annexes,
  homes,
}: Placement): SavedPlacement | undefined {
  if (boxes.size === 0 || boxes.size > mostBoxes) return undefined;
  return {
    boxes: mapValues(boxes, numbers),
    inside: mapValues(inside, (frame) => frame),
    frames: [...frames],
    annexes: mapValues(annexes, (all) => all.map(numbers)),
    homes: mapValues(homes, numbers),
  };
}

function boxOf(values: unknown): Box | undefined {
  if (!Array.isArray(values) || values.length !== 4) return undefined;
  const [x, y, width, height] = values as readonly unknown[];
  const all = [x, y, width, height];
  if (!all.every((value) => typeof value === 'number' && Number.isFinite(value))) return undefined;
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function boxesIn(value: unknown): Map<string, Box> {
  return new Map(
    entries(value).flatMap(([id, values]) => {
      const box = boxOf(values);
      return box === undefined ? [] : [[id, box] as const];
    }),
  );
}

/** Reads saved places; a state of another version gives what of it can be read, or nothing. */
export function readPlacement(saved: unknown): Placement {
  if (typeof saved !== 'object' || saved === null) return emptyPlacement;
  const { boxes, inside, frames, annexes, homes } = saved as Readonly<Record<string, unknown>>;
  return {
    boxes: boxesIn(boxes),
    inside: new Map(
      entries(inside).flatMap(([id, frame]) => (typeof frame === 'string' ? [[id, frame]] : [])),
    ),
    frames: new Set(Array.isArray(frames) ? frames.filter((id) => typeof id === 'string') : []),
    annexes: new Map(
      entries(annexes).map(([id, all]) => [
        id,
        Array.isArray(all) ? all.flatMap((values: unknown) => boxOf(values) ?? []) : [],
      ]),
    ),
    homes: boxesIn(homes),
    routes: new Map(),
    unsettled: new Set(),
  };
}
