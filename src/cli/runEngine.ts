import { describeFailure } from '../app/runs/askAndTell.ts';
import { diagnoseConnection, type DiagnosisResult } from '../app/runs/diagnoseConnection.ts';
import { renewByReading } from '../app/runs/renewSnapshot.ts';
import { traceConnection, type TraceResult } from '../app/runs/traceConnection.ts';
import { withProbeRunner, type RunOptions, type RunPrivileges } from '../app/runs/withProbeRunner.ts';
import { defaultDebugImage } from '../core/probes/commandLine.ts';
import type { Question } from '../core/inquiry/question.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { CliHost } from './cliHost.ts';
import type { Input } from './loadInput.ts';
import type { Progress } from './progress.ts';

/** What the probes of a command run with; without privileges nothing is created. */
export function runOptionsOf(
  host: CliHost,
  { cluster }: Pick<Input, 'cluster'>,
  progress: Progress,
  debugImage: string = defaultDebugImage,
  privileges?: RunPrivileges,
): RunOptions {
  return {
    cluster,
    clock: host.clock,
    log: progress,
    debugImage,
    ...(privileges === undefined ? {} : { privileges }),
    onCommand: (command) => {
      progress.info(command);
    },
  };
}

/** What is shown while probes run. */
function probesSoFar(observations: number): string {
  return observations === 0
    ? 'reading'
    : `${observations} ${observations === 1 ? 'probe' : 'probes'} answered`;
}

/** Says on stderr that what is written is not all. */
function warnOf(failure: Error | undefined, progress: Progress): void {
  if (failure === undefined) return;
  progress.warn(`not complete: ${describeFailure(failure)}`);
  progress.info(failure.stack ?? failure.message);
}

/** Runs a diagnosis to its end. Rejects when it was interrupted: half an answer reads like a whole one. */
export async function runDiagnosis(
  host: CliHost,
  input: Input,
  question: Question,
  progress: Progress,
  options: RunOptions,
): Promise<DiagnosisResult> {
  const { reload } = input;
  const result = await withProbeRunner(options, (runner) =>
    diagnoseConnection({
      question,
      snapshot: input.snapshot,
      runner,
      observations: input.caseFile?.observations ?? [],
      onProgress: (diagnosis) => {
        progress.step(`Diagnosing: ${diagnosis.verdict} so far, ${probesSoFar(diagnosis.probes.length)} …`);
      },
      signal: host.signal,
      ...(reload === undefined
        ? {}
        : {
            renew: renewByReading(() => {
              progress.step('A pod is starting: reading the cluster again …');
              return reload();
            }, host.clock),
          }),
    }),
  );
  host.signal.throwIfAborted();
  warnOf(result.failure, progress);
  return result;
}

/** Runs a trace to its end. Rejects when it was interrupted. */
export async function runTrace(
  host: CliHost,
  input: Input,
  service: ObjectReference,
  progress: Progress,
): Promise<TraceResult> {
  const result = await withProbeRunner(runOptionsOf(host, input, progress), (runner) =>
    traceConnection({
      service,
      snapshot: input.snapshot,
      runner,
      observations: input.caseFile?.observations ?? [],
      onProgress: ({ ports }) => {
        const endpoints = ports.flatMap(({ slices }) => slices.flatMap((slice) => slice.endpoints));
        const seen = endpoints.filter(({ socket }) => socket !== undefined).length;
        progress.step(`Tracing: looked at the sockets of ${seen} of ${endpoints.length} endpoints …`);
      },
      signal: host.signal,
    }),
  );
  host.signal.throwIfAborted();
  warnOf(result.failure, progress);
  return result;
}
