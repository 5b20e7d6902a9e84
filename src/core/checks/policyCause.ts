import type { Finding, Remediation } from '../finding/finding.ts';
import type { ResourceName } from '../model/coverage.ts';
import { formatReference, type ObjectReference } from '../model/reference.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import type { CauseCandidate } from '../policy/causes/denial.ts';
import type { PolicyProblemCode } from '../policy/detections/policyProblem.ts';
import { joinCommand } from '../probes/commandLine.ts';
import { apiEvidence } from '../finding/evidence.ts';
import { type Check, type CheckResult, type CheckTools, defineCheck } from './defineCheck.ts';
import { type PolicySubject, policyScope } from './scopes/policy.ts';
import { judgeDenial } from './policyDenial.ts';

/** What a cause explains: the denial itself, in whichever direction or for whichever traffic it is. */
const denials = ['policy-dns-denied', 'policy-egress-denied', 'policy-ingress-denied'] as const;

function repairOf({ change, policy, advice }: CauseCandidate): Remediation {
  switch (change.kind) {
    case 'dialect':
      return { text: advice, commands: [] };
    case 'namespace-label': {
      const { namespace, key, value } = change;
      return {
        text: advice,
        commands: [joinCommand(['kubectl', 'label', 'namespace', namespace.name, `${key}=${value}`])],
      };
    }
    case 'policy': {
      const patch = JSON.stringify(change.steps, (_key, value: unknown) =>
        Array.isArray(value) && value.length === 0 ? undefined : value,
      );
      return {
        text: advice,
        commands: [
          joinCommand([
            ...['kubectl', 'patch', 'networkpolicy', '-n', policy.namespace ?? '', policy.name],
            ...['--type', 'json', '-p', patch],
          ]),
        ],
      };
    }
  }
}

function hopOf(subject: PolicySubject, direction: PolicyDirection): Finding['hop'] {
  return subject.role === 'dns' ? 'dns' : `policy-${direction}`;
}

function describe({ from, destination, address, protocol, port }: PolicySubject): string {
  const to = destination === undefined ? address : `${destination.namespace}/${destination.name}`;
  return `${from.replace(/^pod /, '')} → ${to} ${protocol} ${String(port)}`;
}

function judgeCause(
  cause: CauseCandidate,
  subject: PolicySubject,
  direction: PolicyDirection,
  tools: CheckTools,
): CheckResult {
  const denial = judgeDenial(subject, direction, tools);
  // What cannot be said of the denial is said by the check of the denial.
  if (denial.kind !== 'finding') return denial.kind === 'pending' ? denial : { kind: 'not-applicable' };
  const { policy, path, summary, objects } = cause;
  const name = `${policy.namespace ?? ''}/${policy.name}`;
  const all: readonly ObjectReference[] = [
    policy,
    ...subject[direction].by.map((own) => own.policy),
    ...objects,
  ];
  return {
    kind: 'finding',
    certainty: denial.certainty === 'proven' ? cause.certainty : 'likely',
    intent: 'suspect',
    hop: hopOf(subject, direction),
    summary: `${name}, ${path ?? 'spec'}: ${summary}. But for that it would allow ${describe(subject)}.`,
    objects: [...new Map(all.map((own) => [formatReference(own), own])).values()],
    evidence: [apiEvidence(policy, `${path ?? 'spec'}: ${summary}`), ...denial.evidence],
    remediation: repairOf(cause),
  };
}

/**
 * Declares a check that names one mistake in policies as the cause of a denial. The search for it, and the proof that without it the
 * packet would be allowed, are the policy engine's (src/core/policy/causes).
 */
export function definePolicyCause(
  code: PolicyProblemCode,
  title: string,
  helpedBy: readonly ResourceName[] = ['namespaces'],
): Check<PolicySubject> {
  return defineCheck({
    code,
    title,
    scope: policyScope,
    hop: 'policy-ingress',
    severity: 'error',
    needs: ['networkpolicies', 'pods'],
    helpedBy,
    explains: denials,
    evaluate: (subject, tools) => {
      const { causeOfEgress, causeOfIngress } = subject;
      if (causeOfEgress?.code === code) return judgeCause(causeOfEgress, subject, 'egress', tools);
      if (causeOfIngress?.code === code) return judgeCause(causeOfIngress, subject, 'ingress', tools);
      return { kind: 'not-applicable' };
    },
  });
}
