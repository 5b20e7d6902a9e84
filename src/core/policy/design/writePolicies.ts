import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import type { LabelSelector } from '../../model/labelSelector.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../model/networkPolicy.ts';
import { yamlDocumentText } from '../../text/documentText.ts';
import { plainLine } from '../../text/escape.ts';
import type { DesignedPolicy } from './designedPolicy.ts';

function selectorObject(selector: LabelSelector): object {
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0
      ? {}
      : {
          matchExpressions: matchExpressions.map(({ key, operator, values }) =>
            values.length === 0 ? { key, operator } : { key, operator, values },
          ),
        }),
  };
}

function peerObject({ namespaceSelector, podSelector, ipBlock }: NetworkPolicyPeer): object {
  return {
    ...(namespaceSelector === undefined ? {} : { namespaceSelector: selectorObject(namespaceSelector) }),
    ...(podSelector === undefined ? {} : { podSelector: selectorObject(podSelector) }),
    ...(ipBlock === undefined
      ? {}
      : {
          ipBlock: {
            cidr: ipBlock.cidr,
            ...(ipBlock.except.length === 0 ? {} : { except: ipBlock.except }),
          },
        }),
  };
}

function portObject({ protocol, port, endPort }: NetworkPolicyPort): object {
  return {
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { endPort }),
  };
}

function ruleObject(rule: NetworkPolicyRule, side: 'from' | 'to'): object {
  return {
    ...(rule.peers.length === 0 ? {} : { [side]: rule.peers.map(peerObject) }),
    ...(rule.ports.length === 0 ? {} : { ports: rule.ports.map(portObject) }),
  };
}

/** A policy as the API takes it (networking.k8s.io/v1). */
export function networkPolicyObject(policy: NetworkPolicy): object {
  const { namespace, name, podSelector, policyTypes, ingress, egress } = policy;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: selectorObject(podSelector),
      policyTypes,
      ...(ingress.length === 0 ? {} : { ingress: ingress.map((rule) => ruleObject(rule, 'from')) }),
      ...(egress === undefined || egress.length === 0
        ? {}
        : { egress: egress.map((rule) => ruleObject(rule, 'to')) }),
    },
  };
}

/** Comment text: one line an entry, and nothing in a name can end the comment. */
function commentOf(lines: readonly string[]): string {
  return lines.map((line) => ` ${plainLine(line)}`).join('\n');
}

function commentRules(
  spec: YAMLMap,
  side: 'ingress' | 'egress',
  comments: readonly (readonly string[])[],
): void {
  const rules = spec.get(side);
  if (!isSeq(rules)) return;
  rules.items.forEach((rule, index) => {
    const lines = comments[index] ?? [];
    if (isMap(rule) && lines.length > 0) rule.commentBefore = commentOf(lines);
  });
}

function documentOf({ policy, comments, ruleComments }: DesignedPolicy): string {
  const document = new Document(networkPolicyObject(policy), { compat: 'yaml-1.1' });
  if (comments.length > 0 && isMap(document.contents)) document.contents.commentBefore = commentOf(comments);
  const spec = document.get('spec');
  if (isMap(spec)) {
    commentRules(spec, 'ingress', ruleComments?.ingress ?? []);
    commentRules(spec, 'egress', ruleComments?.egress ?? []);
  }
  return yamlDocumentText(document);
}

/** Policies as YAML documents with comments, ready for `kubectl apply -f`. */
export function writePolicies(policies: readonly DesignedPolicy[]): string {
  return policies.map(documentOf).join('---\n');
}
