import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicyRule } from '../../model/networkPolicy.ts';
import type { PolicyDirection } from './defaultDeny.ts';
import { newPolicy, selectLabels, type DesignedPolicy, type PolicyDesign } from './designedPolicy.ts';
import { namespaceNameLabel } from '../../model/namespaceLabels.ts';
import { dnsRuleFor } from './dnsRule.ts';

/**
 * How far a namespace is closed. `strict`: its pods talk to each other and resolve names, nothing else in or out.
 * `permissive`: nobody from outside of the namespace may connect to it; its pods may connect anywhere.
 * `open`: everything is allowed, and says so: it takes the effect of every other allow-list in the namespace away.
 */
export const segmentationPresets = ['strict', 'permissive', 'open'] as const;
export type SegmentationPreset = (typeof segmentationPresets)[number];

export interface SegmentationOptions {
  readonly namespaces: readonly string[];
  readonly preset: SegmentationPreset;
  /** Namespaces whose pods may connect to every pod on every port, to collect metrics. */
  readonly monitoringNamespaces: readonly string[];
}

const everything: NetworkPolicyRule = { peers: [], ports: [] };
const ownNamespace: NetworkPolicyRule = { peers: [{ podSelector: selectLabels({}) }], ports: [] };

const presetWords: Readonly<Record<SegmentationPreset, string>> = {
  strict: 'Pods talk within their namespace and resolve names; nothing else in or out.',
  permissive: 'Nobody from outside of the namespace may connect; its pods may connect anywhere.',
  open: 'Everything is allowed. Other policies of the namespace no longer close anything.',
};

function monitoringRule(namespaces: readonly string[]): NetworkPolicyRule {
  const [only] = namespaces;
  const selector =
    namespaces.length === 1 && only !== undefined
      ? selectLabels({ [namespaceNameLabel]: only })
      : {
          matchLabels: {},
          matchExpressions: [{ key: namespaceNameLabel, operator: 'In' as const, values: namespaces }],
        };
  return { peers: [{ namespaceSelector: selector }], ports: [] };
}

function policyOf(
  snapshot: ClusterSnapshot,
  namespace: string,
  options: SegmentationOptions,
  warnings: Set<string>,
): DesignedPolicy {
  const { preset } = options;
  const monitoring = options.monitoringNamespaces.filter((name) => name !== namespace);
  const exempt = preset === 'open' || monitoring.length === 0 ? [] : [monitoringRule(monitoring)];
  const ingress = preset === 'open' ? [everything] : [ownNamespace, ...exempt];
  const ingressComments = [
    [preset === 'open' ? 'from anywhere' : `from within ${namespace}`],
    ...exempt.map(() => [`monitoring: ${monitoring.join(', ')}`]),
  ];
  const types: readonly PolicyDirection[] = preset === 'permissive' ? ['Ingress'] : ['Ingress', 'Egress'];
  const dns = dnsRuleFor(snapshot, namespace);
  if (preset === 'strict') for (const warning of dns.warnings) warnings.add(warning);
  const egress = preset === 'open' ? [everything] : [ownNamespace, dns.rule];
  return {
    policy: newPolicy(namespace, `segment-${preset}`, {
      podSelector: selectLabels({}),
      policyTypes: types,
      ingress,
      ...(types.includes('Egress') ? { egress } : {}),
    }),
    comments: [presetWords[preset]],
    ruleComments: {
      ingress: ingressComments,
      egress: preset === 'open' ? [['to anywhere']] : [[`to ${namespace} itself`], dns.comments],
    },
  };
}

/** One policy a namespace that closes it as far as the preset says. Monitoring keeps its way in. */
export function designSegmentation(snapshot: ClusterSnapshot, options: SegmentationOptions): PolicyDesign {
  const warnings = new Set<string>();
  const known = options.namespaces.filter((name) => snapshot.namespaces.has(name));
  for (const name of [...options.namespaces, ...options.monitoringNamespaces]) {
    if (!snapshot.namespaces.has(name)) warnings.add(`there is no namespace ${name}`);
  }
  const policies = known.map((namespace) => policyOf(snapshot, namespace, options, warnings));
  for (const namespace of known) {
    const others = [...(snapshot.namespaces.get(namespace)?.networkPolicies.keys() ?? [])];
    if (others.length > 0) {
      warnings.add(
        `${namespace} has policies already (${others.slice(0, 3).join(', ')}): what they allow stays allowed`,
      );
    }
  }
  return { policies, warnings: [...warnings] };
}
