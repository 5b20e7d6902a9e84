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
}

/** A diagnosis with what it was made from. */
export interface DiagnosisResult {
  readonly diagnosis: Diagnosis;
  readonly observations: readonly Observation[];
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

/** Answers a question with probes; ends early with what is known when the signal aborts, or when the run fails. */
export async function diagnoseConnection(options: DiagnoseOptions): Promise<DiagnosisResult> {
  const { question, snapshot, ...rest } = options;
  const { answer, observations, failure } = await askAndTell({
    ...rest,
    step: (known) => {
      const { diagnosis, wanted } = diagnose(question, snapshot, known);
      return { answer: diagnosis, wanted };
    },
  });
  if (failure === undefined) return { diagnosis: answer, observations };
  return { diagnosis: partial(answer, failure), observations, failure };
}
