import type { Observation, ProbeRequest } from '../core/probes/observation.ts';
import type { ProbeRunner } from './probeRunner.ts';

/** A pure function of observations that gives an answer and says what it wants to know next. */
export type Step<Answer> = (observations: readonly Observation[]) => {
  readonly answer: Answer;
  readonly wanted: readonly ProbeRequest[];
};

export interface AskAndTellOptions<Answer> {
  readonly step: Step<Answer>;
  readonly runner: ProbeRunner;
  /** What is known already, from a case file or an earlier run. */
  readonly observations?: readonly Observation[];
  /** Called with the answer so far: at once, and after each observation. */
  readonly onProgress?: (answer: Answer) => void;
  /** Ends the asking; what is known so far is the answer. */
  readonly signal: AbortSignal;
}

export interface AskAndTellResult<Answer> {
  readonly answer: Answer;
  readonly observations: readonly Observation[];
}

/** Rounds after which a step that still asks is a bug in it: each round answers everything that was wanted. */
const mostRounds = 20;

/**
 * Asks, runs what is wanted in parallel, and asks again, until nothing is wanted. No key is run twice: what failed is an
 * observation as well. Throws only when the step never stops asking.
 */
export async function askAndTell<Answer>(
  options: AskAndTellOptions<Answer>,
): Promise<AskAndTellResult<Answer>> {
  const { step, runner, onProgress, signal } = options;
  let observations: readonly Observation[] = options.observations ?? [];
  for (let round = 0; round < mostRounds; round += 1) {
    const { answer, wanted } = step(observations);
    onProgress?.(answer);
    const known = new Set(observations.map(({ key }) => key));
    const open = wanted.filter(({ key }) => !known.has(key));
    if (open.length === 0) return { answer, observations };
    await runner.run(
      open,
      (observation) => {
        observations = [...observations, observation];
        onProgress?.(step(observations).answer);
      },
      signal,
    );
    if (signal.aborted) return { answer: step(observations).answer, observations };
  }
  throw new Error(`still asking after ${mostRounds} rounds`);
}
