import type { LabelSelector } from '../model/labelSelector.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../model/networkPolicy.ts';
import { formatLabels } from '../model/labels.ts';
import type { OpaquePolicy } from '../model/opaquePolicy.ts';
import type { OtherPolicyKind } from '../model/otherPolicies.ts';
import type { TieredPolicy } from '../model/tieredPolicy.ts';
import type { ChangeKind } from './networkChange.ts';

/** `app=web,tier in (a,b)`; `all` for the empty selector. */
export function showSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  const parts = [formatLabels(matchLabels), ...expressions.sort()].filter((part) => part !== '');
  return parts.length === 0 ? 'all' : parts.join(',');
}

function showPeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock !== undefined) {
    return ipBlock.except.length === 0 ? ipBlock.cidr : `${ipBlock.cidr} except ${ipBlock.except.join(', ')}`;
  }
  const pods = podSelector === undefined ? 'all pods' : `pods ${showSelector(podSelector)}`;
  return namespaceSelector === undefined ? pods : `${pods} in namespaces ${showSelector(namespaceSelector)}`;
}

function showPort({ protocol, port, endPort }: NetworkPolicyPort): string {
  const ports = port === undefined ? 'all ports' : String(port);
  return `${ports}${endPort === undefined ? '' : `-${String(endPort)}`}/${protocol}`;
}

function showRule(word: 'from' | 'to', { peers, ports }: NetworkPolicyRule): string {
  const others = peers.length === 0 ? 'anywhere' : peers.map(showPeer).join(' or ');
  return `${word} ${others}${ports.length === 0 ? '' : ` on ${ports.map(showPort).join(', ')}`}`;
}

/** What of a NetworkPolicy decides which connections it allows. */
export const networkPolicyChanges: ChangeKind<NetworkPolicy> = {
  title: 'NetworkPolicy',
  referenceOf: ({ namespace, name }) => ({ kind: 'networkpolicy', namespace, name }),
  fields: [
    { label: 'pod selector', show: ({ podSelector }) => [showSelector(podSelector)] },
    { label: 'types', show: ({ policyTypes }) => policyTypes },
    { label: 'ingress rules', show: ({ ingress }) => ingress.map((rule) => showRule('from', rule)) },
    { label: 'egress rules', show: ({ egress = [] }) => egress.map((rule) => showRule('to', rule)) },
  ],
};

/** What of a policy of another API matters; of those that are kept by name alone, that they come and go. */
export function otherPolicyChanges({
  kind,
  reference,
}: OtherPolicyKind): ChangeKind<TieredPolicy | OpaquePolicy> {
  const tiered =
    (show: (policy: TieredPolicy) => readonly string[]) => (policy: TieredPolicy | OpaquePolicy) =>
      'tier' in policy ? show(policy) : [];
  return {
    title: kind,
    referenceOf: (policy) => ({
      kind: reference,
      ...('namespace' in policy ? { namespace: policy.namespace } : {}),
      name: policy.name,
    }),
    fields: [
      { label: 'priority', show: tiered(({ priority }) => [String(priority)]) },
      { label: 'subject', show: tiered(({ subject }) => [JSON.stringify(subject)]), wordless: true },
      // Their order decides, so that a rule which only moved is a change.
      { label: 'ingress rules', show: tiered(({ ingress }) => [JSON.stringify(ingress)]), wordless: true },
      { label: 'egress rules', show: tiered(({ egress }) => [JSON.stringify(egress)]), wordless: true },
    ],
  };
}
