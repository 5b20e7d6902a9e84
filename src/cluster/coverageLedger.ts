import type { Clock, WatchSink } from '../app/ports.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';
import { basicResourceNames, type ResourceCoverage, type ResourceName } from '../core/model/coverage.ts';
import type { CollectionState } from './watchResource.ts';

/** Reasons that are named where a hundred namespaces may have one each. */
const namedReasons = 5;

/** A collection's place in the ledger: a namespace, or everything. */
type Place = string | undefined;

function withReason(
  coverage: Omit<ResourceCoverage, 'reason'>,
  reasons: readonly string[],
): ResourceCoverage {
  const different = [...new Set(reasons.filter((each) => each !== ''))];
  const more = different.length - namedReasons;
  const named = more > 0 ? [...different.slice(0, namedReasons), `and ${more} more`] : different;
  return named.length === 0 ? coverage : { ...coverage, reason: named.join('; ') };
}

/**
 * The coverage of one resource from the states of its collections. With namespaces it speaks of those that were listed:
 * where one is refused or fails it is missing there, and the reason says why.
 */
export function combineStates(
  states: ReadonlyMap<Place, CollectionState>,
  refusal?: string,
): ResourceCoverage {
  const whole = states.get(undefined);
  if (whole !== undefined) return whole;
  const entries = [...states].flatMap(([place, state]) => (place === undefined ? [] : [{ place, ...state }]));
  if (entries.length === 0) return withReason({ state: 'forbidden' }, [refusal ?? '']);
  const listed = entries.filter(({ state }) => state === 'complete' || state === 'stale');
  const reasons = entries.map(({ place, reason }) => (reason === undefined ? '' : `${place}: ${reason}`));
  if (entries.some(({ state }) => state === 'loading')) return { state: 'loading' };
  const namespaces = listed.map(({ place }) => place);
  if (listed.length === 0) {
    const state = entries.every((entry) => entry.state === 'forbidden') ? 'forbidden' : 'failed';
    return withReason({ state }, [refusal ?? '', ...reasons]);
  }
  const state = listed.some((entry) => entry.state === 'stale') ? 'stale' : 'complete';
  return withReason({ state, namespaces }, [refusal ?? '', ...reasons]);
}

function sameCoverage(left: ResourceCoverage | undefined, right: ResourceCoverage): boolean {
  const text = ({ state, reason, namespaces }: ResourceCoverage): string =>
    JSON.stringify([state, reason, namespaces]);
  return left !== undefined && text(left) === text(right);
}

/** Keeps the states of all collections, and tells the sink what they mean together: coverage and problem. */
export class CoverageLedger {
  readonly #sink: WatchSink;
  readonly #clock: Clock;
  readonly #server: string;
  readonly #states = new Map<ResourceName, Map<Place, CollectionState>>();
  readonly #refusals = new Map<ResourceName, string>();
  readonly #coverage = new Map<ResourceName, ResourceCoverage>();
  readonly #problems = new Map<string, ConnectionProblem>();
  readonly #listeners = new Set<() => void>();
  #told: ConnectionProblem | undefined;

  constructor(sink: WatchSink, clock: Clock, server: string) {
    this.#sink = sink;
    this.#clock = clock;
    this.#server = server;
  }

  coverage(resource: ResourceName): ResourceCoverage | undefined {
    return this.#coverage.get(resource);
  }

  /** Resolves when the first list of each has ended, well or badly, or the signal aborts. */
  whenListed(resources: readonly ResourceName[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const listed = resources.every(
          (resource) => (this.#coverage.get(resource)?.state ?? 'loading') !== 'loading',
        );
        if (!listed && !signal.aborted) return;
        this.#listeners.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#listeners.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  /** A list of everything was refused: from now on the resource is known by namespaces. */
  divide(resource: ResourceName, namespaces: readonly string[], refusal?: string): void {
    if (refusal !== undefined) this.#refusals.set(resource, refusal);
    this.#problems.delete(`${resource}/`);
    this.#states.set(resource, new Map(namespaces.map((name) => [name, { state: 'loading' }])));
    this.#tell(resource);
  }

  state(resource: ResourceName, place: Place, state: CollectionState): void {
    const states = this.#states.get(resource) ?? new Map<Place, CollectionState>();
    this.#states.set(resource, states.set(place, state));
    this.#tell(resource);
  }

  /** A collection is not read any more: what it holds is no longer spoken of. */
  leave(resource: ResourceName, place: Place): void {
    this.#states.get(resource)?.delete(place);
    this.#problems.delete(`${resource}/${place ?? ''}`);
    this.#tell(resource);
    this.#tellProblem();
  }

  problem(resource: ResourceName, place: Place, problem: ConnectionProblem | undefined): void {
    const key = `${resource}/${place ?? ''}`;
    if (problem === undefined) this.#problems.delete(key);
    else this.#problems.set(key, problem);
    this.#tellProblem();
  }

  #tell(resource: ResourceName): void {
    const states = this.#states.get(resource) ?? new Map<Place, CollectionState>();
    const coverage = combineStates(states, this.#refusals.get(resource));
    if (sameCoverage(this.#coverage.get(resource), coverage)) return;
    const dated = { ...coverage, since: this.#clock.now() };
    this.#coverage.set(resource, dated);
    this.#sink.changes([{ type: 'coverage', resource, coverage: dated }]);
    this.#tellProblem();
    for (const listener of [...this.#listeners]) listener();
  }

  /** The first problem stands for all: they have one server and one user. */
  #tellProblem(): void {
    const [first] = this.#problems.values();
    const problem = first ?? this.#everythingForbidden();
    if (problem?.kind === this.#told?.kind && problem?.message === this.#told?.message) return;
    this.#told = problem;
    this.#sink.problem(problem);
  }

  #everythingForbidden(): ConnectionProblem | undefined {
    const all = basicResourceNames.map((resource) => this.#coverage.get(resource));
    if (!all.every((coverage) => coverage?.state === 'forbidden')) return undefined;
    return {
      kind: 'forbidden',
      message: `These credentials may list nothing at ${this.#server} (403): ${all[0]?.reason ?? ''}`,
      advice:
        'Ask for a role that may list and watch pods, Services and EndpointSlices, or set a namespace where you may.',
    };
  }
}
