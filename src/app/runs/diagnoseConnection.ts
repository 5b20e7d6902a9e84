import { diagnose } from '../../core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Question } from '../../core/inquiry/question.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { Observation } from '../../core/probes/observation.ts';
import { askAndTell } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';

export interface DiagnoseOptions {
  readonly question: Question;
  readonly snapshot: ClusterSnapshot;
  readonly runner: ProbeRunner;
  readonly observations?: readonly Observation[];
  readonly onProgress?: (diagnosis: Diagnosis) => void;
  readonly signal: AbortSignal;
}

/** Answers a question with probes; ends early with what is known when the signal aborts. */
export async function diagnoseConnection(
  options: DiagnoseOptions,
): Promise<{ diagnosis: Diagnosis; observations: readonly Observation[] }> {
  const { question, snapshot, ...rest } = options;
  const { answer, observations } = await askAndTell({
    ...rest,
    step: (known) => {
      const { diagnosis, wanted } = diagnose(question, snapshot, known);
      return { answer: diagnosis, wanted };
    },
  });
  return { diagnosis: answer, observations };
}
