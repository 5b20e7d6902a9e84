/** Times in milliseconds. */
export interface WatchTiming {
  /** After the first failure; doubled with each further one up to the longest, and spread by half. */
  readonly firstBackoff: number;
  readonly longestBackoff: number;
  /** Without an event or bookmark for so long a watch is opened again: its connection may be dead without having ended. */
  readonly longestSilence: number;
  /**
   * How often something is listed that may not be watched. What is refused altogether is asked for again after as long, then after
   * twice as long and so on: a role may be granted, and nobody's audit log is to fill until then.
   */
  readonly recheck: number;
}

/** The API server sends a bookmark about every minute to whoever asked for them. */
export const usualTiming: WatchTiming = {
  firstBackoff: 500,
  longestBackoff: 30_000,
  longestSilence: 100_000,
  recheck: 30_000,
};
