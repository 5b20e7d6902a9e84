import type { ProbeRequest } from '../probes/observation.ts';

/** What one diagnosis may take from a cluster at most. What it leaves out is named, and nothing is called healthy for it. */
export interface InquiryLimit {
  /** Requests to the API server: one exec or one read each. */
  readonly roundTrips: number;
  /** Programs that are started in somebody's containers. */
  readonly processes: number;
  /** Bytes of output that are kept. */
  readonly bytes: number;
  /** Requests of one probe: many alike subjects show the same. */
  readonly ofOneProbe: number;
}

/** Far above what a diagnosis needs whose subjects are sampled; a loop, or a cluster of an unseen kind, ends here. */
export const diagnosisLimit: InquiryLimit = {
  roundTrips: 120,
  processes: 2_000,
  bytes: 64 * 1024 * 1024,
  ofOneProbe: 40,
};

/** Keeps count of what an inquiry spends, in the order in which it asks: the same questions are always the ones left out. */
export interface Budget {
  /** Why a request is not made any more; `undefined` where it may be. Counts it, unless it was counted before. */
  refuse(request: ProbeRequest, isKnown: boolean): string | undefined;
  /** Counts output that was read. */
  spendBytes(bytes: number): void;
}

/** A budget of which nothing is spent. */
export function openBudget(limit: InquiryLimit): Budget {
  const counted = new Set<string>();
  const ofProbe = new Map<string, number>();
  let processes = 0;
  let bytes = 0;

  function exceeded(request: ProbeRequest): string | undefined {
    if (counted.size >= limit.roundTrips) return `a diagnosis asks ${limit.roundTrips} times at most`;
    if (processes + request.processes > limit.processes)
      return `a diagnosis starts ${limit.processes} programs at most`;
    if (bytes > limit.bytes) return `a diagnosis reads ${limit.bytes / 1024 / 1024} MiB at most`;
    if ((ofProbe.get(request.probe) ?? 0) >= limit.ofOneProbe)
      return `a diagnosis looks ${limit.ofOneProbe} times at most in this way`;
    return undefined;
  }

  return {
    refuse: (request, isKnown) => {
      if (counted.has(request.key)) return undefined;
      const reason = isKnown ? undefined : exceeded(request);
      if (reason !== undefined) return reason;
      counted.add(request.key);
      ofProbe.set(request.probe, (ofProbe.get(request.probe) ?? 0) + 1);
      processes += request.processes;
      return undefined;
    },
    spendBytes: (more) => {
      bytes += more;
    },
  };
}
