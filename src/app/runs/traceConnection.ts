import type { ServiceTrace } from '../../core/trace/serviceTrace.ts';
import { traceService } from '../../core/trace/traceService.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { Observation } from '../../core/probes/observation.ts';
import { askAndTell } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';

export interface TraceOptions {
  readonly service: ObjectReference;
  readonly snapshot: ClusterSnapshot;
  readonly runner: ProbeRunner;
  readonly observations?: readonly Observation[];
  readonly onProgress?: (trace: ServiceTrace) => void;
  readonly signal: AbortSignal;
}

/** Follows a Service to the sockets of its pods; ends early with what is known when the signal aborts. */
export async function traceConnection(
  options: TraceOptions,
): Promise<{ trace: ServiceTrace; observations: readonly Observation[] }> {
  const { service, snapshot, ...rest } = options;
  const { answer, observations } = await askAndTell({
    ...rest,
    step: (known) => {
      const { trace, wanted } = traceService(service, snapshot, known);
      return { answer: trace, wanted };
    },
  });
  return { trace: answer, observations };
}
