import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { formatReference } from '../model/reference.ts';
import type { NetworkChange } from './networkChange.ts';
import { writtenSince } from './writtenSince.ts';

/** How far back changes are told. */
export const changeMilliseconds = 600_000;

/** What changed lately, with how far that can be believed. */
export interface RecentChanges {
  /** Nothing before it is told. */
  readonly since: Timestamp;
  /**
   * From here on changes were watched, field by field; before it only the last write of each object is known. Absent where
   * nothing was watched: a list that was made once.
   */
  readonly watchedSince?: Timestamp;
  readonly asOf: Timestamp;
  /** Newest first. */
  readonly changes: readonly NetworkChange[];
  /** Older ones in that time that were seen and are not kept. */
  readonly leftOut: number;
}

/** What a watch has seen. */
export interface WatchedChanges {
  readonly since: Timestamp;
  readonly changes: readonly NetworkChange[];
  readonly leftOut: number;
}

/** Writes are told by the second; what was seen of one is no more than this apart from it. */
const sameWriteMilliseconds = 2_000;

function newestFirst(left: NetworkChange, right: NetworkChange): number {
  return Date.parse(right.time) - Date.parse(left.time);
}

/**
 * What changed: what was watched, and for the time before that each object's own last write.
 *
 * @param now RFC 3339
 * @param milliseconds how far back; changes of the watch may be older than that by as long as the watch was down
 */
export function recentChanges(
  snapshot: ClusterSnapshot,
  watched: WatchedChanges | undefined,
  now: Timestamp,
  milliseconds: number = changeMilliseconds,
): RecentChanges {
  const start = Date.parse(now) - milliseconds;
  const since = new Date(start).toISOString();
  const seen = (watched?.changes ?? []).filter(({ time }) => Date.parse(time) >= start);
  const told = new Map<string, number[]>();
  for (const { reference, time } of seen) {
    const key = formatReference(reference);
    told.set(key, [...(told.get(key) ?? []), Date.parse(time)]);
  }
  const watchedFrom = watched === undefined ? Infinity : Date.parse(watched.since);
  // What was written while the watch ran and is no change of the network is left out there, and so it is here.
  const before = writtenSince(snapshot, since).filter(({ reference, time }) => {
    const written = Date.parse(time);
    if (written >= watchedFrom) return false;
    const times = told.get(formatReference(reference)) ?? [];
    return !times.some((other) => Math.abs(other - written) < sameWriteMilliseconds);
  });
  return {
    since,
    ...(watched === undefined ? {} : { watchedSince: watchedFrom > start ? watched.since : since }),
    asOf: now,
    changes: [...seen, ...before].sort(newestFirst),
    leftOut: watched?.leftOut ?? 0,
  };
}
