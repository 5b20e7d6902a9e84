import { policyScope } from '../../scopes/policy.ts';
import { defineCheck } from '../../defineCheck.ts';
import { judgeDenial } from '../../policyDenial.ts';

/** The source's lookups get no answer, and policies keep it from the pods of the cluster's DNS. */
export const policyDnsDenied = defineCheck({
  code: 'policy-dns-denied',
  title: 'Policies do not let the source ask the cluster’s DNS',
  scope: policyScope,
  hop: 'dns',
  severity: 'error',
  needs: ['networkpolicies', 'pods'],
  helpedBy: ['namespaces'],
  explains: [],
  evaluate: (subject, tools) => {
    if (subject.role !== 'dns') return { kind: 'not-applicable' };
    const egress = judgeDenial(subject, 'egress', tools);
    return egress.kind === 'finding' ? egress : judgeDenial(subject, 'ingress', tools);
  },
});
