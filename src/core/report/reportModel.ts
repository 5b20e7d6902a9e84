import type { Timestamp } from '../model/clusterSnapshot.ts';
import type { Finding, RuledOut, Unverified } from '../diagnosis/diagnosis.ts';

/** How a step, or the whole, is. The union of what hops and links of a trace can be. */
export type ReportStatus = 'ok' | 'broken' | 'degraded' | 'warning' | 'unknown' | 'not-applicable';

/** One step on the way, with what follows it: several when the ways part. */
export interface ReportStep {
  readonly status: ReportStatus;
  /** What the step is: `DNS`, `port 80/TCP`, `10.244.1.7:8080`. */
  readonly name: string;
  /** Where it happens; '' when that goes without saying. */
  readonly at: string;
  /** What is there, and what should be; one sentence at most. */
  readonly text: string;
  /** How far it is indented: the number of partings (or levels) above it. */
  readonly depth: number;
  readonly next: readonly ReportStep[];
}

/** What every form of a report (text, Markdown, Mermaid) is made from. */
export interface Report {
  /** The question, in one line. */
  readonly subject: string;
  /** Where the steps start. */
  readonly start: string;
  readonly status: ReportStatus;
  /** The verdict as one word: `reachable`, `broken`, `ok`, … */
  readonly verdict: string;
  /** The answer, in one sentence. */
  readonly headline: string;
  readonly asOf: Timestamp;
  /** What was done for it: `6 probes, none refused`. */
  readonly effort: string;
  readonly steps: readonly ReportStep[];
  /** The root cause first. */
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
}

/** One character that tells a status without colour. */
export const statusSymbols: Readonly<Record<ReportStatus, string>> = {
  ok: '✓',
  broken: '✗',
  degraded: '!',
  warning: '!',
  unknown: '?',
  'not-applicable': '·',
};

/** What a finding is to the report: its cause, a consequence of another, or something else that was found. */
export function roleOfFinding(report: Report, finding: Finding): string {
  if (finding.causedBy.length > 0) return `Consequence of ${finding.causedBy.join(', ')}`;
  const failed = report.status === 'broken' || report.status === 'degraded';
  return finding === report.findings[0] && failed ? 'Cause' : 'Also found';
}

/** Every step in the order in which it is read. */
export function flattenSteps(steps: readonly ReportStep[]): readonly ReportStep[] {
  return steps.flatMap((step) => [step, ...flattenSteps(step.next)]);
}
