import type { Finding, RuledOut, Unverified } from '../finding/finding.ts';
import { isComplete, type ResourceName } from '../model/coverage.ts';
import { checkCatalogue } from './catalogue.ts';
import type { Check, CheckResult, CheckScope, CheckTools, SubjectByScope } from './defineCheck.ts';

/** Something that checks can be asked about. */
export type CheckSubject = {
  [Scope in CheckScope]: { readonly scope: Scope; readonly subject: SubjectByScope[Scope] };
}[CheckScope];

/** What all checks said about all subjects. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
}

/** Namespaces whose objects a check about this subject reads. */
function namespacesOf(subject: CheckSubject): readonly (string | undefined)[] {
  switch (subject.scope) {
    case 'question':
      return [subject.subject.source, subject.subject.targetPod, subject.subject.targetService].flatMap(
        (end) => (end === undefined ? [] : [end.namespace]),
      );
    case 'name':
      return [undefined];
    case 'service':
    case 'slice':
    case 'proxy':
      return [subject.subject.service.namespace];
    case 'lookup':
      return [subject.subject.source.namespace];
    case 'policy':
      return [subject.subject.source, subject.subject.destination].flatMap((pod) => pod?.namespace ?? []);
    case 'route':
      return [subject.subject.source.pod.namespace, subject.subject.target.pod.namespace];
    case 'backend':
    case 'pod':
      return [subject.subject.pod.namespace];
  }
}

function missingCoverage(
  needs: readonly ResourceName[],
  subject: CheckSubject,
  tools: CheckTools,
): string | undefined {
  const { coverage } = tools.snapshot;
  const lacking = needs.find((resource) =>
    namespacesOf(subject).some((namespace) => !isComplete(coverage, resource, namespace)),
  );
  if (lacking === undefined) return undefined;
  const { state, reason, namespaces } = coverage[lacking];
  const why = state === 'complete' ? `only listed in ${(namespaces ?? []).join(', ')}` : state;
  return `${lacking}: ${why}${reason === undefined ? '' : ` (${reason})`}`;
}

function evaluate<Scope extends CheckScope>(
  check: Check<Scope>,
  subject: SubjectByScope[Scope],
  tools: CheckTools,
): CheckResult {
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
  for (const subject of subjects) {
    for (const check of checkCatalogue) {
      if (check.scope !== subject.scope) continue;
      const lacking = missingCoverage(check.needs, subject, tools);
      const result: CheckResult =
        lacking === undefined
          ? evaluate(check as Check, subject.subject, tools)
          : { kind: 'skipped', reason: lacking };
      const { code, title, severity } = check;
      // Whatever is wrong with the Service that resolves names shows where names are resolved.
      const hop = subject.scope === 'service' && subject.subject.role === 'dns' ? 'dns' : check.hop;
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
      else if (result.kind === 'skipped') unverified.push({ code, reason: result.reason });
    }
  }
  return { findings, ruledOut, unverified };
}
