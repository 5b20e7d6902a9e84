import type { Finding, RuledOut, Unverified } from '../finding/finding.ts';
import { isComplete, type ResourceName } from '../model/coverage.ts';
import { checkCatalogue } from './catalogue.ts';
import type { Check, CheckResult, CheckTools } from './defineCheck.ts';
import type { Scope } from './scopes/defineScope.ts';

/** Something that checks can be asked about. */
export interface CheckSubject {
  readonly scope: Scope;
  readonly subject: unknown;
}

/** A subject of a scope, for checks to be asked about it. */
export function subjectOf<Subject>(scope: Scope<Subject>, subject: Subject): CheckSubject {
  return { scope, subject };
}

/** What all checks said about all subjects. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
  /** Whether a check could not tell because something is on its way. */
  readonly settlesSoon: boolean;
}

function missingCoverage(
  needs: readonly ResourceName[],
  { scope, subject }: CheckSubject,
  tools: CheckTools,
): string | undefined {
  const { coverage } = tools.snapshot;
  const lacking = needs.find((resource) =>
    scope.namespacesOf(subject).some((namespace) => !isComplete(coverage, resource, namespace)),
  );
  if (lacking === undefined) return undefined;
  const { state, reason, namespaces } = coverage[lacking];
  const why = state === 'complete' ? `only listed in ${(namespaces ?? []).join(', ')}` : state;
  return `${lacking}: ${why}${reason === undefined ? '' : ` (${reason})`}`;
}

function evaluate(check: Check, subject: unknown, tools: CheckTools): CheckResult {
  try {
    return check.evaluate(subject, tools);
  } catch (error) {
    // A check that fails must not take the diagnosis down, nor read as "nothing found".
    return {
      kind: 'skipped',
      reason: `the check failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Runs every check of the catalogue on every subject of its scope. A check never decides without its needs covered. */
export function runChecks(subjects: readonly CheckSubject[], tools: CheckTools): CheckReport {
  const findings: Finding[] = [];
  const ruledOut: RuledOut[] = [];
  const unverified: Unverified[] = [];
  let settlesSoon = false;
  for (const subject of subjects) {
    for (const check of checkCatalogue) {
      if (check.scope !== subject.scope) continue;
      const lacking = missingCoverage(check.needs, subject, tools);
      const result: CheckResult =
        lacking === undefined
          ? evaluate(check, subject.subject, tools)
          : { kind: 'skipped', reason: lacking };
      const { code, title, severity } = check;
      const hop = subject.scope.hopOf?.(subject.subject) ?? check.hop;
      if (result.kind === 'finding') {
        const { certainty, summary, objects, evidence, remediation } = result;
        findings.push({
          code,
          title,
          summary,
          severity: result.severity ?? severity,
          certainty,
          hop: result.hop ?? hop,
          ...(result.intent === undefined ? {} : { intent: result.intent }),
          objects,
          causedBy: [],
          evidence,
          remediation,
        });
      } else if (result.kind === 'pass') ruledOut.push({ code, because: result.because });
      else if (result.kind === 'skipped') {
        unverified.push({ code, reason: result.reason });
        if (result.settlesSoon === true) settlesSoon = true;
      }
    }
  }
  return { findings, ruledOut, unverified, settlesSoon };
}
