import type { LabelSelector } from '../model/labelSelector.ts';
import type { ReferenceKind } from '../model/reference.ts';
import type {
  NamespacedPods,
  TieredAction,
  TieredPeer,
  TieredPolicy,
  TieredPolicyKind,
  TieredPort,
  TieredRule,
} from '../model/tieredPolicy.ts';
import { compileBlocks, compilePort } from './compileNetworkPolicy.ts';
import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  PodSelection,
  PolicyAction,
} from './compiledPolicy.ts';

const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] };

const actions: Readonly<Record<TieredAction, PolicyAction>> = { Accept: 'allow', Deny: 'deny', Pass: 'pass' };

const referenceKinds: Readonly<Record<TieredPolicyKind, ReferenceKind>> = {
  AdminNetworkPolicy: 'adminnetworkpolicy',
  BaselineAdminNetworkPolicy: 'baselineadminnetworkpolicy',
  ClusterNetworkPolicy: 'clusternetworkpolicy',
};

function selectionOf({ namespaceSelector, podSelector }: NamespacedPods): PodSelection {
  return { namespaces: { kind: 'labels', selector: namespaceSelector }, pods: podSelector ?? everything };
}

function compilePeer(peer: TieredPeer, path: string): CompiledPeer {
  const { pods, nodes, networks, unsupported } = peer;
  if (pods !== undefined) return { kind: 'pods', path, selection: selectionOf(pods) };
  if (nodes !== undefined) return { kind: 'nodes', path, selector: nodes };
  if (networks !== undefined) return compileBlocks(path, networks, []);
  return { kind: 'unsupported', path, reason: `${unsupported ?? 'a peer without a field'} is not evaluated` };
}

function compileTieredPort(port: TieredPort, path: string): CompiledPort {
  if (port.unsupported !== undefined)
    return { kind: 'unsupported', path, reason: `${port.unsupported} is not evaluated` };
  if (typeof port.port === 'string') return { kind: 'named', path, name: port.port };
  const { port: number, endPort } = port;
  return compilePort(
    {
      protocol: port.protocol ?? 'TCP',
      ...(number === undefined ? {} : { port: number }),
      ...(endPort === undefined ? {} : { endPort }),
    },
    path,
  );
}

function compileRule(rule: TieredRule, path: string, peersField: string, portsField: string): CompiledRule {
  return {
    path,
    ...(rule.name === undefined ? {} : { name: rule.name }),
    action: actions[rule.action],
    peers: rule.peers.map((peer, at) => compilePeer(peer, `${path}.${peersField}[${String(at)}]`)),
    ports:
      rule.ports?.map((port, at) => compileTieredPort(port, `${path}.${portsField}[${String(at)}]`)) ?? 'any',
  };
}

/** A policy of policy.networking.k8s.io in the shape that is evaluated. Without rules it does not concern a direction. */
export function compileTieredPolicy(policy: TieredPolicy): CompiledPolicy {
  const portsField = policy.kind === 'ClusterNetworkPolicy' ? 'protocols' : 'ports';
  const compile = (direction: 'ingress' | 'egress'): readonly CompiledRule[] =>
    policy[direction].map((rule, index) =>
      compileRule(
        rule,
        `spec.${direction}[${String(index)}]`,
        direction === 'ingress' ? 'from' : 'to',
        portsField,
      ),
    );
  return {
    reference: { kind: referenceKinds[policy.kind], name: policy.name },
    tier: policy.tier === 'Admin' ? 'admin' : 'baseline',
    priority: policy.priority,
    subject: selectionOf(policy.subject),
    ...(policy.ingress.length === 0 ? {} : { ingress: compile('ingress') }),
    ...(policy.egress.length === 0 ? {} : { egress: compile('egress') }),
  };
}
