import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../model/labelSelector.ts';
import type {
  NetworkPolicy,
  DroppedField,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../model/networkPolicy.ts';
import type { OpaquePolicy } from '../model/opaquePolicy.ts';
import type { OtherPoliciesDocument } from './snapshotDocument.ts';
import type {
  NamespacedPods,
  TieredPeer,
  TieredPolicy,
  TieredPort,
  TieredRule,
} from '../model/tieredPolicy.ts';
import { lastChange, name, namespaceName, uid } from './commonShapes.ts';
import { dictionary, either, integer, list, object, oneOf, optional, text } from './shape.ts';

const port = integer(0, 65535);
const transportProtocol = oneOf<TransportProtocol>(['TCP', 'UDP', 'SCTP']);

/** A meta/v1 LabelSelector. */
export const labelSelector = object<LabelSelector>({
  matchLabels: dictionary(text()),
  matchExpressions: list(
    object<LabelSelectorRequirement>({
      key: text(),
      operator: oneOf(['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: list(text()),
    }),
  ),
});

const policyRule = object<NetworkPolicyRule>({
  peers: list(
    object<NetworkPolicyPeer>({
      podSelector: optional(labelSelector),
      namespaceSelector: optional(labelSelector),
      ipBlock: optional(object({ cidr: text(), except: list(text()) })),
    }),
    'Empty matches every peer.',
  ),
  ports: list(
    object<NetworkPolicyPort>({
      protocol: transportProtocol,
      port: optional(either(port, text())),
      endPort: optional(port),
    }),
    'Empty matches every port.',
  ),
});

/** A networking.k8s.io/v1 NetworkPolicy. */
export const networkPolicy = object<NetworkPolicy>({
  namespace: namespaceName,
  name,
  uid,
  podSelector: labelSelector,
  policyTypes: list(oneOf(['Ingress', 'Egress']), 'As written.'),
  ingress: list(policyRule),
  egress: optional(list(policyRule)),
  lastChange,
  unknownFields: optional(
    list(
      object<DroppedField>({ path: text(), nearest: optional(text()), effect: optional(text()) }),
      'Fields that the API does not know and drops.',
    ),
  ),
});

const namespacedPods = object<NamespacedPods>({
  namespaceSelector: labelSelector,
  podSelector: optional(labelSelector),
});

const unsupported = optional(text('A field of the API that is not evaluated.'));

const tieredRule = object<TieredRule>({
  name: optional(text('What its author calls the rule.')),
  action: oneOf(['Accept', 'Deny', 'Pass']),
  peers: list(
    object<TieredPeer>({
      pods: optional(namespacedPods),
      nodes: optional(labelSelector),
      networks: optional(list(text(), 'CIDR blocks.')),
      unsupported,
    }),
  ),
  ports: optional(
    list(
      object<TieredPort>({
        protocol: optional(transportProtocol),
        port: optional(either(port, text())),
        endPort: optional(port),
        unsupported,
      }),
      'Absent: every port.',
    ),
  ),
});

const tieredPolicy = object<TieredPolicy>({
  kind: oneOf(['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy']),
  name,
  uid,
  tier: oneOf(['Admin', 'Baseline']),
  priority: integer(0, 1000, 'Lower first.'),
  subject: namespacedPods,
  ingress: list(tieredRule),
  egress: list(tieredRule),
});

const opaquePolicy = object<OpaquePolicy>({
  apiGroup: text(),
  kind: text(),
  namespace: optional(text('Absent for cluster-scoped kinds.')),
  name,
});

const tieredPolicies = optional(list(tieredPolicy));
const opaquePolicies = optional(list(opaquePolicy));

/** Policies of other APIs than networking.k8s.io. */
export const otherPolicies = object<OtherPoliciesDocument>(
  {
    adminnetworkpolicies: tieredPolicies,
    baselineadminnetworkpolicies: tieredPolicies,
    clusternetworkpolicies: tieredPolicies,
    ciliumnetworkpolicies: opaquePolicies,
    ciliumclusterwidenetworkpolicies: opaquePolicies,
    caliconetworkpolicies: opaquePolicies,
    calicoglobalnetworkpolicies: opaquePolicies,
    antreanetworkpolicies: opaquePolicies,
    antreaclusternetworkpolicies: opaquePolicies,
    egressfirewalls: opaquePolicies,
    egressnetworkpolicies: opaquePolicies,
    otherapipolicies: opaquePolicies,
  },
  'Policies that can override a NetworkPolicy; of some only the names are kept. Absent when there are none.',
);
