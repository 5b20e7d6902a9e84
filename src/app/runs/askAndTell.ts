import {
  describeVantage,
  permissionOf,
  type Observation,
  type ProbeRequest,
} from '../../core/probes/observation.ts';
import type { ProbeRunner } from './probeRunner.ts';
import { throttle } from './throttle.ts';

/** A pure function of observations that gives an answer and says what it wants to know next. */
export type Round<Answer> = (observations: readonly Observation[]) => {
  readonly answer: Answer;
  readonly wanted: readonly ProbeRequest[];
};

/** Runs something that may take long without a pause, and tells that it does. */
export type Working = <Result>(step: () => Result) => Result;

export interface AskAndTellOptions<Answer> {
  readonly step: Round<Answer>;
  readonly runner: ProbeRunner;
  /** What is known already, from a case file or an earlier run. */
  readonly observations?: readonly Observation[];
  /** Runs each step, which may take long without a pause. */
  readonly working?: Working;
  /** Called with the answer so far: at once, and after answers arrived, a few times a second at most. */
  readonly onProgress?: (answer: Answer) => void;
  /** Ends the asking; what is known so far is the answer. */
  readonly signal: AbortSignal;
}

export interface AskAndTellResult<Answer> {
  readonly answer: Answer;
  readonly observations: readonly Observation[];
  /** Why it ended before nothing more was wanted, though nobody ended it: the answer is what was known by then. */
  readonly failure?: Error;
}

/** What a run that failed says of itself, wherever its partial answer is shown. */
export function describeFailure(failure: Error): string {
  return `the run ended early, by a fault of Podpath: ${failure.message}`;
}

function placeOf(request: ProbeRequest | undefined): string {
  return request === undefined ? '' : `${request.privilege} ${describeVantage(request.vantage)}`;
}

function isFree({ privilege }: ProbeRequest): boolean {
  return permissionOf(privilege) === undefined;
}

/** How long answers are gathered before the next step: less than a person or a network notices. */
const gatherMilliseconds = 10;

/** Probes that were wanted because of probes, so many deep: a step that still asks is a bug in it. */
const deepest = 20;

/**
 * Asks, runs what is wanted, and asks again after each answer, until nothing is wanted: what one answer leads to does not
 * wait for the slowest of the others. What needs a user's permission is run when nothing else is left that may make it
 * needless. No key is run twice: what failed is an observation as well. A step that fails later, or never stops asking,
 * does not take away what is known: that is the answer, with the failure. Throws only when the first step does.
 */
export async function askAndTell<Answer>(
  options: AskAndTellOptions<Answer>,
): Promise<AskAndTellResult<Answer>> {
  const { step, runner, onProgress, signal } = options;
  const working: Working = options.working ?? ((run) => run());
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  let observations: readonly Observation[] = options.observations ?? [];
  const asked = new Set(observations.map(({ key }) => key));
  const running = new Set<Promise<void>>();
  /** Of those that run, how many need nobody's permission. */
  let runningFreely = 0;
  /** Where those run that need a permission. */
  let askedPlace = '';
  /** How deep the answers are that arrived since the last step. */
  let depth = 0;
  let last: { readonly answer: Answer } | undefined;
  const progress = throttle(onProgress);

  const start = (request: ProbeRequest, ownDepth: number): void => {
    asked.add(request.key);
    const free = isFree(request);
    if (free) runningFreely += 1;
    const run: Promise<void> = runner
      .run(
        [request],
        (observation) => {
          observations = [...observations, observation];
          depth = Math.max(depth, ownDepth);
        },
        either,
      )
      .finally(() => {
        running.delete(run);
        if (free) runningFreely -= 1;
      });
    running.add(run);
  };

  try {
    for (;;) {
      const { answer, wanted } = working(() => step(observations));
      last = { answer };
      progress.next(answer);
      const open = signal.aborted ? [] : wanted.filter(({ key }) => !asked.has(key));
      if (open.length > 0 && depth >= deepest) throw new Error(`still asking after ${deepest} rounds`);
      const told = observations.length;
      const next = depth + 1;
      depth = 0;
      for (const request of open.filter(isFree)) start(request, next);
      if (runningFreely === 0) {
        // One place after the other: what is seen from the first may make the next one needless.
        if (running.size === 0) askedPlace = placeOf(open[0]);
        for (const request of open.filter((each) => placeOf(each) === askedPlace)) start(request, next);
      }
      if (running.size === 0) {
        onProgress?.(answer);
        return { answer, observations };
      }
      while (running.size > 0 && observations.length === told) await Promise.race(running);
      // Answers that arrive together are taken together: each step computes the whole diagnosis anew.
      if (running.size > 0) await new Promise((resolve) => setTimeout(resolve, gatherMilliseconds));
    }
  } catch (error) {
    if (last === undefined) throw error;
    const failure = error instanceof Error ? error : new Error(String(error));
    return { answer: last.answer, observations, failure };
  } finally {
    progress.end();
    ending.abort();
    // When the step failed nobody waits for these any more.
    void Promise.allSettled(running);
  }
}
