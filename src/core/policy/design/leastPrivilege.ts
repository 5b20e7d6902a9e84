import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicyPort, NetworkPolicyRule } from '../../model/networkPolicy.ts';
import {
  describeConnectionEnd,
  endKey,
  peersOf,
  type AllowedConnection,
  type ConnectionEnd,
} from './allowedConnection.ts';
import type { PolicyDirection } from './defaultDeny.ts';
import {
  newPolicy,
  objectName,
  selectLabels,
  type DesignedPolicy,
  type PolicyDesign,
} from './designedPolicy.ts';
import { dnsRuleFor } from './dnsRule.ts';

export interface LeastPrivilegeOptions {
  readonly directions: readonly PolicyDirection[];
  /** Let isolated sources resolve names. */
  readonly keepDns: boolean;
}

type PodsEnd = Extract<ConnectionEnd, { kind: 'pods' }>;

interface Rule {
  readonly rule: NetworkPolicyRule;
  readonly comments: readonly string[];
}

function portKey({ protocol, port, endPort }: NetworkPolicyPort): string {
  return `${protocol} ${String(port)} ${String(endPort)}`;
}

/** Ports of connections between the same two ends; one that means every port takes the others in. */
function mergePorts(connections: readonly AllowedConnection[]): readonly NetworkPolicyPort[] {
  if (connections.some(({ ports }) => ports.length === 0)) return [];
  const unique = new Map(connections.flatMap(({ ports }) => ports).map((port) => [portKey(port), port]));
  return [...unique.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, port]) => port);
}

/** One rule for each other end. */
function rulesFor(
  connections: readonly AllowedConnection[],
  other: (connection: AllowedConnection) => ConnectionEnd,
  home: string,
): readonly Rule[] {
  const groups = Map.groupBy(connections, (connection) => endKey(other(connection)));
  return [...groups.values()].map((group) => ({
    rule: {
      peers: group.slice(0, 1).flatMap((first) => peersOf(other(first), home)),
      ports: mergePorts(group),
    },
    comments: [...new Set(group.map(({ because }) => because))].sort(),
  }));
}

function policyFor(
  end: PodsEnd,
  direction: PolicyDirection,
  rules: readonly Rule[],
  comments: readonly string[],
): DesignedPolicy {
  const ingress = direction === 'Ingress' ? rules : [];
  const egress = direction === 'Egress' ? rules : [];
  const name = objectName(direction === 'Ingress' ? 'allow-to' : 'allow-from', end.name);
  return {
    policy: newPolicy(end.namespace, name, {
      podSelector: selectLabels(end.labels),
      policyTypes: [direction],
      ingress: ingress.map(({ rule }) => rule),
      ...(direction === 'Egress' ? { egress: egress.map(({ rule }) => rule) } : {}),
    }),
    comments,
    ruleComments: {
      ingress: ingress.map((rule) => rule.comments),
      egress: egress.map((rule) => rule.comments),
    },
  };
}

/** Names that two policies of one namespace would share get numbers: the second would overwrite the first. */
function withUniqueNames(policies: readonly DesignedPolicy[]): readonly DesignedPolicy[] {
  const used = new Set<string>();
  return policies.map((designed) => {
    const { policy } = designed;
    let name = policy.name;
    for (let number = 2; used.has(`${policy.namespace}/${name}`); number += 1) {
      name = `${policy.name}-${String(number)}`;
    }
    used.add(`${policy.namespace}/${name}`);
    return name === policy.name ? designed : { ...designed, policy: { ...policy, name } };
  });
}

function isPods(end: ConnectionEnd): end is PodsEnd {
  return end.kind === 'pods';
}

/** Groups connections by one of their ends, where that end is pods that a policy can select. */
function bySubject(
  connections: readonly AllowedConnection[],
  subject: (connection: AllowedConnection) => ConnectionEnd,
): readonly (readonly [end: PodsEnd, group: readonly AllowedConnection[]])[] {
  const pairs = connections.flatMap((connection) => {
    const end = subject(connection);
    return isPods(end) ? [{ end, connection }] : [];
  });
  const groups = Map.groupBy(pairs, ({ end }) => endKey(end));
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ end }) => [end, group.map(({ connection }) => connection)] as const),
  );
}

/**
 * The policies that allow these connections and nothing else to and from the pods that they name: ingress on the one
 * side, egress with name resolution on the other, each policy whole in itself.
 */
export function designLeastPrivilege(
  snapshot: ClusterSnapshot,
  connections: readonly AllowedConnection[],
  options: LeastPrivilegeOptions,
): PolicyDesign {
  const warnings = new Set<string>();
  const ingress = bySubject(connections, ({ destination }) => destination).map(([end, group]) =>
    policyFor(
      end,
      'Ingress',
      rulesFor(group, ({ source }) => source, end.namespace),
      [`What may connect to ${describeConnectionEnd(end)}; nothing else may, as soon as this is applied.`],
    ),
  );
  const egress = bySubject(connections, ({ source }) => source).map(([end, group]) => {
    const rules = rulesFor(group, ({ destination }) => destination, end.namespace);
    const comments = [
      `What ${describeConnectionEnd(end)} may connect to; nothing else, as soon as this is applied.`,
    ];
    if (!options.keepDns) return policyFor(end, 'Egress', rules, comments);
    const dns = dnsRuleFor(snapshot, end.namespace);
    for (const warning of dns.warnings) warnings.add(warning);
    return policyFor(end, 'Egress', [{ rule: dns.rule, comments: dns.comments }, ...rules], comments);
  });
  for (const { source, destination, because } of connections) {
    if (isPods(source) || isPods(destination)) continue;
    warnings.add(`no policy covers either end of this: ${because}`);
  }
  return {
    policies: withUniqueNames([
      ...(options.directions.includes('Ingress') ? ingress : []),
      ...(options.directions.includes('Egress') ? egress : []),
    ]),
    warnings: [...warnings],
  };
}
