import type { Finding, RuledOut, Unverified } from '../finding/finding.ts';
import type { Path, Verdict } from '../finding/hop.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { ProbeRecord } from '../inquiry/probeRecord.ts';
import type { ProbeRequest } from '../probes/observation.ts';
import type { Question } from '../inquiry/question.ts';

/** The answer to a question, at every stage of asking. Plain data, cloneable. */
export interface Diagnosis {
  readonly question: Question;
  readonly asOf: Timestamp;
  readonly verdict: Verdict;
  /** One sentence that answers the question. */
  readonly headline: string;
  readonly paths: readonly Path[];
  /** The root cause first, then its consequences. */
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
  readonly probes: readonly ProbeRecord[];
}

/** The diagnosis so far, and the probes that would tell more, cheapest and least privileged first. */
export interface DiagnosisRound {
  readonly diagnosis: Diagnosis;
  /** Empty when nothing more can be learned. */
  readonly wanted: readonly ProbeRequest[];
  /** Something that decides is on its way, as a pod that starts: a newer snapshot will tell more. */
  readonly settlesSoon: boolean;
}
