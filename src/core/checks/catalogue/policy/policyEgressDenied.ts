import { policyScope } from '../../scopes/policy.ts';
import { defineCheck } from '../../defineCheck.ts';
import { judgeDenial } from '../../policyDenial.ts';

/** The policies that select the source allow nothing to this target on this port, and the connection fails. */
export const policyEgressDenied = defineCheck({
  code: 'policy-egress-denied',
  title: 'Policies do not let the source out to the target',
  scope: policyScope,
  hop: 'policy-egress',
  severity: 'error',
  needs: ['networkpolicies', 'pods'],
  helpedBy: ['namespaces'],
  explains: [],
  evaluate: (subject, tools) =>
    subject.role === 'connection' ? judgeDenial(subject, 'egress', tools) : { kind: 'not-applicable' },
});
