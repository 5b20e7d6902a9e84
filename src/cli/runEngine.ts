import { diagnose } from '../core/diagnosis/diagnose.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Question } from '../core/diagnosis/question.ts';
import type { ServiceTrace } from '../core/diagnosis/serviceTrace.ts';
import { traceService } from '../core/diagnosis/traceService.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { Observation } from '../core/probes/observation.ts';
import type { CliHost } from './cliHost.ts';
import type { Input } from './loadInput.ts';
import type { Progress } from './progress.ts';

/** Runs a diagnosis to its end. */
export async function runDiagnosis(
  _host: CliHost,
  input: Input,
  question: Question,
  _progress: Progress,
): Promise<{ diagnosis: Diagnosis; observations: readonly Observation[] }> {
  const observations = input.caseFile?.observations ?? [];
  return { diagnosis: diagnose(question, input.snapshot, observations).diagnosis, observations };
}

/** Runs a trace to its end. */
export async function runTrace(
  _host: CliHost,
  input: Input,
  service: ObjectReference,
  _progress: Progress,
): Promise<ServiceTrace> {
  return traceService(service, input.snapshot, input.caseFile?.observations ?? []).trace;
}
