import { policyScope } from '../../scopes/policy.ts';
import { defineCheck } from '../../defineCheck.ts';
import { judgeDenial } from '../../policyDenial.ts';

/** The policies that select the target allow nothing from this source on this port, and the connection fails. */
export const policyIngressDenied = defineCheck({
  code: 'policy-ingress-denied',
  title: 'Policies do not let the source in',
  scope: policyScope,
  hop: 'policy-ingress',
  severity: 'error',
  needs: ['networkpolicies', 'pods'],
  helpedBy: ['namespaces'],
  explains: [],
  evaluate: (subject, tools) =>
    subject.role === 'connection' ? judgeDenial(subject, 'ingress', tools) : { kind: 'not-applicable' },
});
