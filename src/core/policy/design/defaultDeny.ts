import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { newPolicy, selectLabels, type DesignedPolicy, type PolicyDesign } from './designedPolicy.ts';
import { dnsRuleFor } from './dnsRule.ts';

export type PolicyDirection = 'Ingress' | 'Egress';

export interface DefaultDenyOptions {
  readonly namespace: string;
  readonly directions: readonly PolicyDirection[];
  /** Keep name resolution open; only egress can cut it. */
  readonly keepDns: boolean;
}

/** One policy that isolates every pod of a namespace in these directions, and allows nothing by itself. */
export function denyAllPolicy(
  namespace: string,
  directions: readonly PolicyDirection[],
  comments: readonly string[],
): DesignedPolicy {
  const name =
    directions.length === 2 ? 'default-deny-all' : `default-deny-${(directions[0] ?? 'all').toLowerCase()}`;
  return {
    policy: newPolicy(namespace, name, {
      podSelector: selectLabels({}),
      policyTypes: directions,
      ingress: [],
    }),
    comments,
  };
}

/** Egress to DNS for every pod of a namespace. It isolates them for egress by itself, as every egress policy does. */
export function allowDnsPolicy(
  snapshot: ClusterSnapshot,
  namespace: string,
): { readonly policy: DesignedPolicy; readonly warnings: readonly string[] } {
  const { rule, comments, warnings } = dnsRuleFor(snapshot, namespace);
  return {
    policy: {
      policy: newPolicy(namespace, 'allow-dns', {
        podSelector: selectLabels({}),
        policyTypes: ['Egress'],
        ingress: [],
        egress: [rule],
      }),
      comments: ['Without this no pod of the namespace could resolve a name.'],
      ruleComments: { egress: [comments] },
    },
    warnings,
  };
}

/** Default-deny for one namespace, with DNS kept open where asked. */
export function designDefaultDeny(snapshot: ClusterSnapshot, options: DefaultDenyOptions): PolicyDesign {
  const { namespace, directions, keepDns } = options;
  const words = directions.map((direction) => (direction === 'Ingress' ? 'to' : 'from')).join(' and ');
  const deny = denyAllPolicy(namespace, directions, [
    `Nothing may connect ${words} a pod of ${namespace} unless another policy allows it.`,
    'Pods with hostNetwork are not covered: to a policy they are their node.',
  ]);
  if (!keepDns || !directions.includes('Egress')) {
    const cut = directions.includes('Egress') && !keepDns;
    return {
      policies: [deny],
      warnings: cut ? [`no pod of ${namespace} will be able to resolve names`] : [],
    };
  }
  const dns = allowDnsPolicy(snapshot, namespace);
  // DNS first: whoever applies the documents in their order cuts no name resolution on the way.
  return { policies: [dns.policy, deny], warnings: dns.warnings };
}
