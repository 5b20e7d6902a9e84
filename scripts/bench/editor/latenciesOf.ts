import type { DrawnWrite } from './drawnObjects.ts';
import type { MarkEvent } from './pageRecorder.ts';
import type { WatchDelivery } from './watchDelivery.ts';

/** What one write came to, in milliseconds. */
export interface Latency {
  /** From the request to the frame. */
  readonly whole: number;
  /** From a bare watch, which sees what the product sees, to the frame. */
  readonly own: number | undefined;
}

/**
 * How long after each write of a kind the frame was there that shows it. What was not seen before the next write to the same
 * object took at least as long as that; the last write to each object is left out when the record ends before it was seen.
 * @param watch a bare watch of what is written
 */
export function latenciesOf(
  kind: DrawnWrite['kind'],
  writes: readonly DrawnWrite[],
  watch: WatchDelivery | undefined,
  events: readonly MarkEvent[],
): readonly Latency[] {
  return writes.flatMap((write, index) => {
    if (write.kind !== kind) return [];
    const { id, expected, delivery, sentAt } = write;
    const next = writes.slice(index + 1).find((other) => other.id === id)?.sentAt ?? Infinity;
    const event = events.find(
      (seen) => seen.id === id && seen.kind === expected && seen.at > sentAt && seen.at < next,
    );
    const seenAt = event?.at ?? next;
    if (seenAt === Infinity) return [];
    const delivered = watch?.seen.get(delivery)?.find((time) => time > sentAt && time < next);
    return [{ whole: seenAt - sentAt, own: delivered === undefined ? undefined : seenAt - delivered }];
  });
}
