import { compareSnapshots } from '../../core/changes/compareSnapshots.ts';
import { type EndpointHistory, addEndpoints, describeEndpoints } from '../../core/changes/endpointChanges.ts';
import type { NetworkChange } from '../../core/changes/networkChange.ts';
import { type WatchedChanges, changeMilliseconds } from '../../core/changes/recentChanges.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';

/** How much is kept. */
export interface ChangeJournalLimits {
  readonly milliseconds: number;
  readonly entries: number;
  /** Characters of all kept words together. */
  readonly characters: number;
  /** Endpoints whose states are kept while their Services' changes are still summed up. */
  readonly endpoints: number;
}

const defaultLimits: ChangeJournalLimits = {
  milliseconds: changeMilliseconds,
  entries: 2_000,
  characters: 1_000_000,
  endpoints: 20_000,
};

/** Snapshots are compared at most so often: an endpoint that comes and goes at once is one thing that happened. */
const compareMilliseconds = 1_000;
/** Changes of a Service's endpoints within this time are one entry. */
const sumMilliseconds = 60_000;

interface Entry {
  /** Milliseconds since 1970, of the snapshot that showed it. */
  readonly seen: number;
  readonly change: NetworkChange;
}

interface OpenSum {
  /** Of its first difference. */
  readonly began: number;
  readonly seen: number;
  readonly history: EndpointHistory;
}

function sizeOf({ title, detail, manager = '' }: NetworkChange): number {
  return title.length + detail.length + manager.length;
}

/**
 * Keeps what changed in the network of one session's cluster, in words and within limits. It is shown each snapshot, and
 * compares with the one that it looked at last; it has no timer, and its time is that of the snapshots.
 */
export class ChangeJournal {
  readonly #limits: ChangeJournalLimits;
  #looked: ClusterSnapshot | undefined;
  /** Shown and not looked at yet. */
  #latest: ClusterSnapshot | undefined;
  #since: string | undefined;
  #entries: Entry[] = [];
  #characters = 0;
  readonly #sums = new Map<string, OpenSum>();
  #endpoints = 0;
  /** When entries were dropped that would still be in time. */
  #dropped: number[] = [];

  constructor(limits: Partial<ChangeJournalLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A snapshot was published. */
  observe(snapshot: ClusterSnapshot): void {
    this.#latest = snapshot;
    const { coverage, asOf } = this.#looked ?? {};
    const rested = asOf === undefined || Date.parse(snapshot.asOf) - Date.parse(asOf) >= compareMilliseconds;
    if (rested || coverage !== snapshot.coverage) this.#look();
  }

  /** What is kept, oldest first; `undefined` before there was any snapshot with a complete list. */
  watched(): WatchedChanges | undefined {
    this.#look();
    if (this.#since === undefined) return undefined;
    const open = [...this.#sums.values()].map(({ seen, history }) => ({
      seen,
      change: describeEndpoints(history),
    }));
    return {
      since: this.#since,
      changes: [...this.#entries, ...open]
        .sort((left, right) => left.seen - right.seen)
        .map(({ change }) => change),
      leftOut: this.#dropped.length,
    };
  }

  #look(): void {
    const [before, after] = [this.#looked, this.#latest];
    if (after === undefined || before === after) return;
    this.#looked = after;
    if (after.coverage.services.state === 'complete' && this.#since === undefined) this.#since = after.asOf;
    if (before === undefined) return;
    const seen = Date.parse(after.asOf);
    this.#forget(seen);
    const { changes, endpoints } = compareSnapshots(before, after);
    for (const change of changes) this.#keep({ seen, change });
    for (const difference of endpoints) {
      const key = `${difference.namespace}/${difference.service}`;
      const known = this.#sums.get(key);
      const history = addEndpoints(known?.history, difference, after.asOf);
      if (history === undefined || history === known?.history) continue;
      this.#sums.set(key, { began: known?.began ?? seen, seen, history });
      this.#endpoints += history.touched.size - (known?.history.touched.size ?? 0);
    }
    for (const [key, sum] of this.#sums) if (this.#endpoints > this.#limits.endpoints) this.#close(key, sum);
  }

  /** Ends what was summed up for long enough, and drops what is too old. */
  #forget(now: number): void {
    for (const [key, sum] of this.#sums) if (now - sum.began >= sumMilliseconds) this.#close(key, sum);
    const oldest = now - this.#limits.milliseconds;
    const kept = this.#entries.findIndex(({ seen }) => seen >= oldest);
    this.#remove(kept < 0 ? this.#entries.length : kept);
    this.#dropped = this.#dropped.filter((seen) => seen >= oldest);
  }

  #close(key: string, { seen, history }: OpenSum): void {
    this.#sums.delete(key);
    this.#endpoints -= history.touched.size;
    this.#keep({ seen, change: describeEndpoints(history) });
  }

  #keep(entry: Entry): void {
    this.#entries.push(entry);
    this.#characters += sizeOf(entry.change);
    const { entries, characters } = this.#limits;
    let tooMany = Math.max(0, this.#entries.length - entries);
    let size = this.#characters;
    for (const { change } of this.#entries.slice(0, tooMany)) size -= sizeOf(change);
    while (size > characters && tooMany < this.#entries.length) {
      const dropped = this.#entries[tooMany];
      if (dropped !== undefined) size -= sizeOf(dropped.change);
      tooMany += 1;
    }
    // Dropped in portions: taking the first of a long list away one by one would move all others each time.
    if (tooMany === 0) return;
    for (const { seen } of this.#remove(tooMany)) this.#dropped.push(seen);
  }

  #remove(count: number): readonly Entry[] {
    if (count === 0) return [];
    const removed = this.#entries.splice(0, count);
    for (const { change } of removed) this.#characters -= sizeOf(change);
    return removed;
  }
}
