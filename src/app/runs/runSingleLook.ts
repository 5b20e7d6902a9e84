import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { Observation } from '../../core/probes/observation.ts';
import type { LookRequest } from '../../core/looks/defineLookCommand.ts';
import { runLookCommand, type LookProgress } from '../../core/looks/runLookCommand.ts';
import { askAndTell, describeFailure, type Working } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';

export interface SingleLookOptions {
  readonly request: LookRequest;
  readonly snapshot: ClusterSnapshot;
  readonly runner: ProbeRunner;
  readonly observations?: readonly Observation[];
  readonly signal: AbortSignal;
  /** See {@link AskAndTellOptions.working}. */
  readonly working?: Working;
  /** The observations are all that there will ever be. */
  readonly recorded?: boolean;
}

/** Runs one look with the probes of the diagnosis; ends early with what is known when the signal aborts, or the run fails. */
export async function runSingleLook(options: SingleLookOptions): Promise<LookProgress> {
  const { request, snapshot, recorded = false, ...rest } = options;
  const { answer, failure } = await askAndTell({
    ...rest,
    step: (known) => {
      const progress = runLookCommand(request, snapshot, known, recorded);
      return { answer: progress, wanted: progress.wanted };
    },
  });
  if (failure === undefined) return answer;
  const note = describeFailure(failure);
  return { ...answer, headline: `${answer.headline} (${note})`, text: `${note}\n\n${answer.text}` };
}
