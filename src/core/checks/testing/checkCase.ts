import type { Behaviour } from '../../testing/simulatedNetwork.ts';
import type { SnapshotParts } from '../../testing/snapshotBuilder.ts';
import type { Check, CheckResult } from '../defineCheck.ts';

/** One situation, and how a check has to judge it. */
export interface CheckCase<Subject = unknown> {
  /** The situation, in a few words. */
  readonly title: string;
  /** The objects of the cluster. */
  readonly parts: SnapshotParts;
  readonly subject: Subject;
  /** What probes and reads would see beyond the objects. */
  readonly behaviour?: Behaviour;
  readonly expected: CheckResult['kind'];
  /** Part of the command that the finding proposes. */
  readonly repair?: string;
  /** Part of the summary or of the advice. */
  readonly says?: string;
  /** Whether a finding is proven; not looked at without it. */
  readonly certainty?: 'proven' | 'likely';
}

/** A check and its cases, as NAME.cases.ts exports them under the name `cases`. */
export interface CheckCases {
  readonly check: Check;
  readonly rows: readonly CheckCase[];
}

/** Declares the cases of a check, at least one that it finds and one that it does not. */
export function casesOf<Subject>(check: Check<Subject>, rows: readonly CheckCase<Subject>[]): CheckCases {
  return { check, rows };
}
