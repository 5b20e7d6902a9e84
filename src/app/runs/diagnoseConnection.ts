import { diagnose } from '../../core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Question } from '../../core/inquiry/question.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { Observation } from '../../core/probes/observation.ts';
import { askAndTell, describeFailure, type Working } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';

export interface DiagnoseOptions {
  readonly question: Question;
  readonly snapshot: ClusterSnapshot;
  readonly runner: ProbeRunner;
  readonly observations?: readonly Observation[];
  readonly onProgress?: (diagnosis: Diagnosis) => void;
  readonly signal: AbortSignal;
  /** See {@link AskAndTellOptions.working}. */
  readonly working?: Working;
  /**
   * Gives a newer snapshot once there is one. It is asked when the answer is that something is on its way, as a pod that
   * starts; `undefined` ends the waiting, and so does its absence.
   */
  readonly renew?: (signal: AbortSignal) => Promise<ClusterSnapshot | undefined>;
}

/** A diagnosis with what it was made from. */
export interface DiagnosisResult {
  readonly diagnosis: Diagnosis;
  readonly observations: readonly Observation[];
  /** What the diagnosis is about: the snapshot that was given, or a newer one. */
  readonly snapshot: ClusterSnapshot;
  /** See {@link AskAndTellResult.failure}; the diagnosis says it too. */
  readonly failure?: Error;
}

/** What is known of a connection when a run failed: nothing is proven to work, and what was not looked at is said. */
function partial(diagnosis: Diagnosis, failure: Error): Diagnosis {
  const { verdict, unverified } = diagnosis;
  return {
    ...diagnosis,
    verdict: verdict === 'reachable' ? 'unknown' : verdict,
    unverified: [...unverified, { probe: 'everything else', reason: describeFailure(failure) }],
  };
}

/**
 * Answers a question with probes; ends early with what is known when the signal aborts, or when the run fails. While what
 * decides is on its way, the question is asked again of newer snapshots, with nothing of what was seen before.
 */
export async function diagnoseConnection(options: DiagnoseOptions): Promise<DiagnosisResult> {
  const { question, renew, ...rest } = options;
  let { snapshot, observations = [] } = options;
  for (;;) {
    const about = snapshot;
    const last = { settlesSoon: false };
    const told = await askAndTell({
      ...rest,
      observations,
      step: (known) => {
        const { diagnosis, wanted, settlesSoon } = diagnose(question, about, known);
        last.settlesSoon = settlesSoon;
        return { answer: diagnosis, wanted };
      },
    });
    const { answer, failure } = told;
    const known = { observations: told.observations, snapshot };
    if (failure !== undefined) return { diagnosis: partial(answer, failure), ...known, failure };
    const result = { diagnosis: answer, ...known };
    if (!last.settlesSoon || renew === undefined || options.signal.aborted) return result;
    const newer = await renew(options.signal).catch(() => undefined);
    if (newer === undefined) return result;
    snapshot = newer;
    observations = [];
  }
}
