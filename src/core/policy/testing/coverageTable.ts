import type { Coverage } from '../../model/coverage.ts';
import type { PolicyVerdict } from '../policyQuery.ts';

/** One row of the table of docs/networkPolicy.md: what is not known, what is, and what follows for ingress of shop/web. */
export interface CoverageRow {
  /** First two columns of the document. */
  readonly missing: string;
  readonly known: string;
  readonly verdict: PolicyVerdict;
  /** Last column of the document. */
  readonly because: string;
  readonly coverage: Partial<Coverage>;
  /** Manifests; the pods are shop/web (asked about), shop/api (the source) and ops/probe. */
  readonly manifests: string;
  /** `shop/api` when absent. */
  readonly source?: string;
  /** `shop/web` when absent. */
  readonly destination?: string;
  /** Namespaces whose object is not readable. */
  readonly hiddenNamespaces?: readonly string[];
}

const policy = (name: string, spec: string): string => `
---
kind: NetworkPolicy
metadata: { namespace: shop, name: ${name} }
spec: ${spec}`;
const admin = (rule: string): string => `
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: admin }
spec: { priority: 1, subject: { namespaces: {} }, ingress: [${rule}] }`;
const opaque = (kind: string, namespace?: string): string => `
---
apiVersion: ${kind.startsWith('Cilium') ? 'cilium.io/v2' : 'crd.projectcalico.org/v1'}
kind: ${kind}
metadata: { name: other${namespace === undefined ? '' : `, namespace: ${namespace}`} }`;

const allowAll = policy('allow', '{ podSelector: {}, ingress: [{}] }');
const denyAll = policy('deny', '{ podSelector: {} }');
const fromTeam = policy(
  'team',
  '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }] }] }',
);
const byName = policy(
  'name',
  '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ops } } }] }] }',
);
const fromPods = policy(
  'pods',
  '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }] }] }',
);

const forbidden = { state: 'forbidden' } as const;
const elsewhere = { state: 'complete', namespaces: ['ops'] } as const;

/** Every way in which something that matters can be unknown. */
export const coverageTable: readonly CoverageRow[] = [
  {
    missing: 'nothing',
    known: 'no policy selects the pod',
    verdict: 'allow',
    because: 'pods are open by default',
    coverage: {},
    manifests: '',
  },
  {
    missing: 'NetworkPolicies of the namespace',
    known: 'no policy selects the pod',
    verdict: 'unknown',
    because: 'one that is not listed may isolate it',
    coverage: { networkpolicies: forbidden },
    manifests: '',
  },
  {
    missing: 'NetworkPolicies of the namespace',
    known: 'one allows the connection',
    verdict: 'allow',
    because: 'further NetworkPolicies can only add',
    coverage: { networkpolicies: forbidden },
    manifests: allowAll,
  },
  {
    missing: 'NetworkPolicies of the namespace',
    known: 'one isolates the pod, none allows the connection',
    verdict: 'unknown',
    because: 'one that is not listed may allow it',
    coverage: { networkpolicies: forbidden },
    manifests: denyAll,
  },
  {
    missing: 'NetworkPolicies of other namespaces',
    known: 'one isolates the pod, none allows the connection',
    verdict: 'deny',
    because: 'a NetworkPolicy selects pods of its own namespace only',
    coverage: { networkpolicies: { state: 'complete', namespaces: ['shop'] } },
    manifests: denyAll,
  },
  {
    missing: 'NetworkPolicies of the namespace (others are listed)',
    known: 'no policy selects the pod',
    verdict: 'unknown',
    because: 'one that is not listed may isolate it',
    coverage: { networkpolicies: elsewhere },
    manifests: '',
  },
  {
    missing: 'changes since the watch broke (stale)',
    known: 'no policy selects the pod',
    verdict: 'unknown',
    because: 'one may have been added since',
    coverage: { networkpolicies: { state: 'stale' } },
    manifests: '',
  },
  {
    missing: 'AdminNetworkPolicies',
    known: 'a NetworkPolicy allows the connection',
    verdict: 'unknown',
    because: 'the tier above may deny',
    coverage: { adminnetworkpolicies: forbidden },
    manifests: allowAll,
  },
  {
    missing: 'AdminNetworkPolicies',
    known: 'a NetworkPolicy denies the connection',
    verdict: 'unknown',
    because: 'the tier above may allow',
    coverage: { adminnetworkpolicies: forbidden },
    manifests: denyAll,
  },
  {
    missing: 'ClusterNetworkPolicies',
    known: 'an AdminNetworkPolicy denies the connection',
    verdict: 'unknown',
    because: 'one of a lower priority number may allow it first',
    coverage: { clusternetworkpolicies: forbidden },
    manifests: admin('{ action: Deny, from: [{ namespaces: {} }] }'),
  },
  {
    missing: 'BaselineAdminNetworkPolicies',
    known: 'no policy selects the pod',
    verdict: 'unknown',
    because: 'the tier below may deny',
    coverage: { baselineadminnetworkpolicies: forbidden },
    manifests: '',
  },
  {
    missing: 'BaselineAdminNetworkPolicies',
    known: 'a NetworkPolicy allows the connection',
    verdict: 'allow',
    because: 'the tier below is not asked',
    coverage: { baselineadminnetworkpolicies: forbidden },
    manifests: allowAll,
  },
  {
    missing: 'BaselineAdminNetworkPolicies',
    known: 'a NetworkPolicy denies the connection',
    verdict: 'deny',
    because: 'the tier below is not asked',
    coverage: { baselineadminnetworkpolicies: forbidden },
    manifests: denyAll,
  },
  {
    missing: 'BaselineAdminNetworkPolicies',
    known: 'an AdminNetworkPolicy allows the connection',
    verdict: 'allow',
    because: 'the tier below is not asked',
    coverage: { baselineadminnetworkpolicies: forbidden },
    manifests: admin('{ action: Allow, from: [{ namespaces: {} }] }'),
  },
  {
    missing: 'an AdminNetworkPolicy with a peer that is not evaluated (domainNames, sameLabels)',
    known: 'it would allow, and a NetworkPolicy denies',
    verdict: 'unknown',
    because: 'the peer may be the source',
    coverage: {},
    manifests: admin('{ action: Allow, from: [{ namespaces: { sameLabels: [team] } }] }') + denyAll,
  },
  {
    missing: 'an AdminNetworkPolicy with a peer that is not evaluated (domainNames, sameLabels)',
    known: 'it would allow, and a NetworkPolicy allows',
    verdict: 'allow',
    because: 'both ways lead to the same',
    coverage: {},
    manifests: admin('{ action: Allow, from: [{ namespaces: { sameLabels: [team] } }] }') + allowAll,
  },
  {
    missing: 'what a Cilium or Calico policy of the namespace says',
    known: 'a NetworkPolicy allows the connection',
    verdict: 'unknown',
    because: 'its rules are not evaluated',
    coverage: {},
    manifests: opaque('CiliumNetworkPolicy', 'shop') + allowAll,
  },
  {
    missing: 'what a cluster-wide Cilium or Calico policy says',
    known: 'a NetworkPolicy denies the connection',
    verdict: 'unknown',
    because: 'its rules are not evaluated',
    coverage: {},
    manifests: opaque('GlobalNetworkPolicy') + denyAll,
  },
  {
    missing: 'what a Cilium or Calico policy of another namespace says',
    known: 'a NetworkPolicy denies the connection',
    verdict: 'deny',
    because: 'it does not select pods of this namespace',
    coverage: {},
    manifests: opaque('NetworkPolicy', 'ops') + denyAll,
  },
  {
    missing: 'CiliumNetworkPolicies (the API has them)',
    known: 'a NetworkPolicy allows the connection',
    verdict: 'unknown',
    because: 'one that is not listed may deny',
    coverage: { ciliumnetworkpolicies: forbidden },
    manifests: allowAll,
  },
  {
    missing: 'labels of the source’s namespace',
    known: 'a rule allows namespaces by a label',
    verdict: 'unknown',
    because: 'the namespace may have it',
    coverage: { namespaces: forbidden },
    manifests: fromTeam,
    source: 'ops/probe',
    hiddenNamespaces: ['ops'],
  },
  {
    missing: 'labels of the source’s namespace',
    known: 'a rule allows namespaces by kubernetes.io/metadata.name',
    verdict: 'allow',
    because: 'that label is the name',
    coverage: { namespaces: forbidden },
    manifests: byName,
    source: 'ops/probe',
    hiddenNamespaces: ['ops'],
  },
  {
    missing: 'labels of the source’s namespace',
    known: 'rules allow pods of the policy’s own namespace',
    verdict: 'deny',
    because: 'they need no labels of namespaces',
    coverage: { namespaces: forbidden },
    manifests: fromPods,
    source: 'ops/probe',
    hiddenNamespaces: ['ops'],
  },
  {
    missing: 'pods',
    known: 'rules allow pods, and the source is a private address that no known object has',
    verdict: 'unknown',
    because: 'it may be a pod that is not listed',
    coverage: { pods: forbidden },
    manifests: fromPods,
    source: '10.1.2.3',
  },
  {
    missing: 'pods',
    known: 'rules allow pods, and the source is a public IPv4 address outside every node’s pod range',
    verdict: 'deny',
    because: 'pods do not have such addresses',
    coverage: { pods: forbidden },
    manifests: fromPods,
    source: '8.8.8.8',
  },
  {
    missing: 'the pod itself',
    known: 'a NetworkPolicy allows everything',
    verdict: 'unknown',
    because: 'its labels decide which policies select it',
    coverage: { pods: forbidden },
    manifests: allowAll,
    destination: 'shop/unseen',
  },
];
