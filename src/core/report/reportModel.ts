import type { Timestamp } from '../model/timestamp.ts';
import type { Finding, RuledOut, Unverified } from '../finding/finding.ts';

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

/** Quoted words of a command that are longer are scripts or documents. */
const longestQuoted = 120;

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
  /** What it did to the cluster: `read-only`, `with a debug container`. */
  readonly impact: string;
  readonly steps: readonly ReportStep[];
  /** The root cause first. */
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
  /** What had changed about the question's objects: how long before, and the words for it, newest first. */
  readonly changes?: readonly (readonly [when: string, text: string])[];
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

/** Findings by how much is to be said about them. */
export interface SortedFindings {
  /** Causes, one of each code. */
  readonly full: readonly Finding[];
  /** Causes of a code that is told in full of another object. */
  readonly repeated: readonly Finding[];
  readonly consequences: readonly Finding[];
}

/** Sorts findings so that a reader meets each cause once. */
export function sortFindings(findings: readonly Finding[]): SortedFindings {
  const causes = findings.filter(({ causedBy }) => causedBy.length === 0);
  const isFirst = (finding: Finding): boolean => causes.find(({ code }) => code === finding.code) === finding;
  return {
    full: causes.filter(isFirst),
    repeated: causes.filter((finding) => !isFirst(finding)),
    consequences: findings.filter(({ causedBy }) => causedBy.length > 0),
  };
}

/** What a cause is to the report: the cause of its verdict, or something else that was found. */
export function roleOfFinding(report: Report, finding: Finding): string {
  const failed = report.status !== 'ok' && report.status !== 'unknown';
  return finding === report.findings[0] && failed ? 'Cause' : 'Also found';
}

/**
 * A command with the scripts in it shortened to '…': what was run, from where and against what stays readable. The whole
 * command is in the JSON document and the case file.
 */
export function shortenCommand(command: string): string {
  return command.replace(/'(?:[^']|'\\'')*'/g, (quoted) =>
    quoted.includes('\n') || quoted.length > longestQuoted ? "'…'" : quoted,
  );
}

/** Every step in the order in which it is read. */
export function flattenSteps(steps: readonly ReportStep[]): readonly ReportStep[] {
  return steps.flatMap((step) => [step, ...flattenSteps(step.next)]);
}
