import type { Evidence, Finding, Remediation, Severity } from '../finding/finding.ts';
import type { HopId } from '../finding/hop.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Scope } from './scopes/defineScope.ts';
import type { ResourceName } from '../model/coverage.ts';
import type { ObjectReference } from '../model/reference.ts';

/** What a check decides with. */
export interface CheckTools {
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
}

/**
 * How a check ended. `pending`: it asked for a probe. `skipped`: it could not look, which is never "healthy".
 * `not-applicable`: the question does not arise for this subject.
 */
export type CheckResult =
  | { readonly kind: 'pass'; readonly because: string }
  | {
      readonly kind: 'finding';
      readonly certainty: 'proven' | 'likely';
      readonly summary: string;
      readonly objects: readonly ObjectReference[];
      readonly evidence: readonly Evidence[];
      readonly remediation: Remediation;
      /** In place of the check's own, where the subject's role decides. */
      readonly hop?: HopId;
      readonly severity?: Severity;
      readonly intent?: Finding['intent'];
    }
  /** `settlesSoon`: something is on its way, and a look at the cluster in some seconds will tell. */
  | { readonly kind: 'skipped'; readonly reason: string; readonly settlesSoon?: true }
  | { readonly kind: 'not-applicable' }
  | { readonly kind: 'pending' };

/** One root cause: how it is recognised, proven and repaired. */
export interface Check<Subject = unknown> {
  /** Stable code, lower-case words with hyphens; docs/checks.md is generated from it. */
  readonly code: string;
  readonly title: string;
  /** What it is about. */
  readonly scope: Scope<Subject>;
  readonly hop: HopId;
  readonly severity: Severity;
  /** Resources that must be completely listed before the check may say anything. */
  readonly needs: readonly ResourceName[];
  /** Resources that make its repair better where they are listed; without them it says the same. */
  readonly helpedBy?: readonly ResourceName[];
  /** Codes of findings that are consequences of this one. */
  readonly explains: readonly string[];
  evaluate(subject: Subject, tools: CheckTools): CheckResult;
}

/** Declares a check; exists for the inference of its types. */
export function defineCheck<Subject>(check: Check<Subject>): Check<Subject> {
  return check;
}
