import type { ServiceTrace } from '../../core/trace/serviceTrace.ts';
import { traceService } from '../../core/trace/traceService.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { Observation } from '../../core/probes/observation.ts';
import { askAndTell, describeFailure, type Working } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';

export interface TraceOptions {
  readonly service: ObjectReference;
  readonly snapshot: ClusterSnapshot;
  readonly runner: ProbeRunner;
  readonly observations?: readonly Observation[];
  readonly onProgress?: (trace: ServiceTrace) => void;
  readonly signal: AbortSignal;
  /** See {@link AskAndTellOptions.working}. */
  readonly working?: Working;
}

/** A trace with what it was made from. */
export interface TraceResult {
  readonly trace: ServiceTrace;
  readonly observations: readonly Observation[];
  /** See {@link AskAndTellResult.failure}; the trace says it too. */
  readonly failure?: Error;
}

/** Follows a Service to the sockets of its pods; ends early with what is known when the signal aborts, or the run fails. */
export async function traceConnection(options: TraceOptions): Promise<TraceResult> {
  const { service, snapshot, ...rest } = options;
  const { answer, observations, failure } = await askAndTell({
    ...rest,
    step: (known) => {
      const { trace, wanted } = traceService(service, snapshot, known);
      return { answer: trace, wanted };
    },
  });
  if (failure === undefined) return { trace: answer, observations };
  const { status, headline } = answer;
  const trace: ServiceTrace = {
    ...answer,
    status: status === 'ok' ? 'unknown' : status,
    headline: `${headline} But ${describeFailure(failure)}`,
  };
  return { trace, observations, failure };
}
