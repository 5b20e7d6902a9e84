import type { LabelSelectorRequirement } from '../../model/labelSelector.ts';

/** A way in which a connection and a rule differ: what would have to be otherwise for the rule to match. */
export type Edit =
  /** A label of the pod at the other end. */
  | {
      readonly kind: 'pod-label';
      readonly namespace: string;
      readonly name: string;
      readonly requirement: LabelSelectorRequirement;
      /** Absent when the pod lacks the label. */
      readonly actual?: string;
    }
  /** A label of its namespace. */
  | {
      readonly kind: 'namespace-label';
      readonly namespace: string;
      readonly requirement: LabelSelectorRequirement;
      readonly actual?: string;
    }
  /** The peer means pods of the policy's own namespace, and the other end is in another. */
  | { readonly kind: 'namespace'; readonly wanted: string; readonly actual: string }
  | { readonly kind: 'protocol'; readonly wanted: string; readonly actual: string }
  /** `wanted` is `8080` or `8080-8090`; `serviceOf` names what the wanted port is, when it is a Service's. */
  | { readonly kind: 'port'; readonly wanted: string; readonly actual: string }
  /** The rule names a port that the destination does not declare, or declares with another number. */
  | {
      readonly kind: 'named-port';
      readonly wanted: string;
      readonly actual: string;
      readonly declared: string;
    }
  /** The rule stands under the other direction. */
  | {
      readonly kind: 'direction';
      readonly wanted: 'ingress' | 'egress';
      readonly actual: 'ingress' | 'egress';
    }
  | { readonly kind: 'address'; readonly wanted: string; readonly actual: string }
  /** The peer selects another kind of end than the other end is. */
  | { readonly kind: 'kind-of-end'; readonly wanted: 'pod' | 'node' | 'address'; readonly actual: string };

/** How far an edit is from what somebody may have meant: a label or port is a slip, an address or kind of end a decision. */
const costs: Readonly<Record<Edit['kind'], number>> = {
  'pod-label': 2,
  'namespace-label': 2,
  port: 2,
  'named-port': 2,
  protocol: 2,
  direction: 3,
  namespace: 3,
  address: 6,
  'kind-of-end': 12,
};

/** What all edits cost together; 0 for none. */
export function costOf(edits: readonly Edit[]): number {
  return edits.reduce((sum, { kind }) => sum + costs[kind], 0);
}

function describeRequirement(
  { key, operator, values }: LabelSelectorRequirement,
  owner: string,
  actual: string | undefined,
): string {
  const is = actual === undefined ? 'is missing' : `is "${actual}"`;
  const any = values.map((value) => `"${value}"`).join(' or ');
  switch (operator) {
    case 'In':
      return `label ${key} of ${owner} ${is}, and the rule wants ${any}`;
    case 'NotIn':
      return `label ${key} of ${owner} ${is}, and the rule wants it not to be ${any}`;
    case 'Exists':
      return `label ${key} of ${owner} is missing`;
    case 'DoesNotExist':
      return `${owner} has the label ${key}, and the rule wants it without`;
  }
}

/** An edit in words for people: what is, and what the rule wants. */
export function describeEdit(edit: Edit): string {
  switch (edit.kind) {
    case 'pod-label':
      return describeRequirement(edit.requirement, `pod ${edit.namespace}/${edit.name}`, edit.actual);
    case 'namespace-label':
      return describeRequirement(edit.requirement, `namespace ${edit.namespace}`, edit.actual);
    case 'namespace':
      return `the peer means pods of namespace ${edit.wanted}, and this one is in ${edit.actual}`;
    case 'protocol':
      return `the protocol is ${edit.actual}, and the rule wants ${edit.wanted}`;
    case 'port':
      return `the port is ${edit.actual}, and the rule wants ${edit.wanted}`;
    case 'named-port':
      return `the rule wants the port named ${edit.wanted}, which the destination ${edit.declared}; the port is ${edit.actual}`;
    case 'direction':
      return `the rule stands under ${edit.actual}, and ${edit.wanted} is what denies`;
    case 'address':
      return `the address is ${edit.actual}, and the rule wants one of ${edit.wanted}`;
    case 'kind-of-end':
      return `the peer selects ${edit.wanted === 'address' ? 'addresses' : `${edit.wanted}s`}, and ${edit.actual} is none`;
  }
}
