import type { Labels } from '../../model/labels.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import { namespaceNameLabel } from '../../model/namespaceLabels.ts';

/** A NetworkPolicy that is proposed, and what a reader of its YAML has to know. */
export interface DesignedPolicy {
  readonly policy: NetworkPolicy;
  /** Stands above the document, one line an entry. */
  readonly comments: readonly string[];
  /** Above the rules of each direction, by index; a rule without an entry has no comment. */
  readonly ruleComments?: {
    readonly ingress?: readonly (readonly string[])[];
    readonly egress?: readonly (readonly string[])[];
  };
}

/** What a design could do, and what it could not. */
export interface PolicyDesign {
  readonly policies: readonly DesignedPolicy[];
  /** What was left out or is doubtful, in words for people; never empty-handed in silence. */
  readonly warnings: readonly string[];
}

/** A selector of these labels; no labels select everything. */
export function selectLabels(labels: Labels): LabelSelector {
  return { matchLabels: labels, matchExpressions: [] };
}

/** The peer that is these pods of one namespace, seen from a policy in `home`. */
export function podPeer(home: string, namespace: string, labels: Labels): NetworkPolicyPeer {
  const podSelector = selectLabels(labels);
  // Without a namespaceSelector a peer means the policy's own namespace (networking.k8s.io/v1).
  if (namespace === home) return { podSelector };
  return { podSelector, namespaceSelector: selectLabels({ [namespaceNameLabel]: namespace }) };
}

/** The longest name of an object whose name is a DNS subdomain (RFC 1123, Kubernetes' object names). */
const longestName = 253;

/** A name for an object from words that may hold anything: lower case, letters, digits, hyphens and dots. */
export function objectName(...words: readonly string[]): string {
  const name = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.(?=[.-])|(?<=[.-])\./g, '-')
    .slice(0, longestName)
    .replace(/^[-.]+|[-.]+$/g, '');
  return name === '' ? 'policy' : name;
}

/** The fields that a policy needs and a design leaves empty. The uid is the API server's to give. */
export function newPolicy(
  namespace: string,
  name: string,
  rest: Omit<NetworkPolicy, 'namespace' | 'name' | 'uid'>,
): NetworkPolicy {
  return { namespace, name, uid: '', ...rest };
}
