import { diagnoseConnection } from '../app/diagnoseConnection.ts';
import { createProbeRunner, type ProbeRunner } from '../app/probeRunner.ts';
import { traceConnection } from '../app/traceConnection.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Question } from '../core/diagnosis/question.ts';
import type { ServiceTrace } from '../core/diagnosis/serviceTrace.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { Observation } from '../core/probes/observation.ts';
import type { CliHost } from './cliHost.ts';
import type { Input } from './loadInput.ts';
import type { Progress } from './progress.ts';

function runnerFor(host: CliHost, { cluster }: Input, progress: Progress): ProbeRunner {
  return createProbeRunner({
    cluster,
    clock: host.clock,
    onCommand: (command) => {
      progress.info(command);
    },
  });
}

/** What is shown while probes run. */
function probesSoFar(observations: number): string {
  return observations === 0
    ? 'reading'
    : `${observations} ${observations === 1 ? 'probe' : 'probes'} answered`;
}

/** Runs a diagnosis to its end. Rejects when it was interrupted: half an answer reads like a whole one. */
export async function runDiagnosis(
  host: CliHost,
  input: Input,
  question: Question,
  progress: Progress,
): Promise<{ diagnosis: Diagnosis; observations: readonly Observation[] }> {
  const result = await diagnoseConnection({
    question,
    snapshot: input.snapshot,
    runner: runnerFor(host, input, progress),
    observations: input.caseFile?.observations ?? [],
    onProgress: (diagnosis) => {
      progress.step(`Diagnosing: ${diagnosis.verdict} so far, ${probesSoFar(diagnosis.probes.length)} …`);
    },
    signal: host.signal,
  });
  host.signal.throwIfAborted();
  return result;
}

/** Runs a trace to its end. Rejects when it was interrupted. */
export async function runTrace(
  host: CliHost,
  input: Input,
  service: ObjectReference,
  progress: Progress,
): Promise<ServiceTrace> {
  const { trace } = await traceConnection({
    service,
    snapshot: input.snapshot,
    runner: runnerFor(host, input, progress),
    observations: input.caseFile?.observations ?? [],
    onProgress: ({ ports }) => {
      const endpoints = ports.flatMap(({ slices }) => slices.flatMap((slice) => slice.endpoints));
      const seen = endpoints.filter(({ socket }) => socket !== undefined).length;
      progress.step(`Tracing: looked at the sockets of ${seen} of ${endpoints.length} endpoints …`);
    },
    signal: host.signal,
  });
  host.signal.throwIfAborted();
  return trace;
}
