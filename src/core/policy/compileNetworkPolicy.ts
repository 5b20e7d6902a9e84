import type {
  IpBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../model/networkPolicy.ts';
import type { LabelSelector } from '../model/labelSelector.ts';
import { parseCidr } from '../address/cidr.ts';
import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  NamespaceSelection,
} from './compiledPolicy.ts';
import type { PolicyDialect } from './dialect.ts';
import { selectsEverything } from '../model/matchSelector.ts';
import { onlyExcludes, seenSelector } from './seenSelector.ts';
import { directionsOf } from './selectingPolicies.ts';

const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] };
const maximumPort = 65_535;

/** A peer of address blocks; one that is no CIDR makes it unsupported, since what it was meant to match is not known. */
export function compileBlocks(
  path: string,
  cidrs: readonly string[],
  except: readonly string[],
): CompiledPeer {
  const blocks = cidrs.map(parseCidr);
  const exceptions = except.map(parseCidr);
  if ([...blocks, ...exceptions].includes(undefined)) {
    return {
      kind: 'unsupported',
      path,
      reason: `${[...cidrs, ...except].join(', ')} is not a valid CIDR block`,
    };
  }
  return {
    kind: 'addresses',
    path,
    blocks: blocks.filter((block) => block !== undefined),
    except: exceptions.filter((block) => block !== undefined),
  };
}

/** Everything that is no pod with a network of its own. */
function everythingElse(path: string): readonly CompiledPeer[] {
  return [{ kind: 'nodes', path, selector: everything }, compileBlocks(path, ['0.0.0.0/0', '::/0'], [])];
}

function compileSelectors(
  { podSelector = everything, namespaceSelector }: NetworkPolicyPeer,
  path: string,
  namespace: string,
  dialect: PolicyDialect,
): readonly CompiledPeer[] {
  const namespaces: NamespaceSelection =
    namespaceSelector === undefined
      ? { kind: 'name', name: namespace }
      : { kind: 'labels', selector: namespaceSelector };
  const pods: CompiledPeer = {
    kind: 'pods',
    path,
    selection: { namespaces, pods: seenSelector(podSelector, dialect) },
  };
  const matchesWithoutLabels =
    namespaceSelector !== undefined &&
    !selectsEverything(namespaceSelector) &&
    onlyExcludes(namespaceSelector) &&
    onlyExcludes(podSelector);
  return dialect.selectorsMatchPodsOnly || !matchesWithoutLabels ? [pods] : [pods, ...everythingElse(path)];
}

/** More than one where the entry also matches what is no pod. */
function compilePeer(
  peer: NetworkPolicyPeer,
  path: string,
  namespace: string,
  dialect: PolicyDialect,
): readonly CompiledPeer[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const hasSelector = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) {
    if (!hasSelector) return [compileIpBlock(path, ipBlock)];
    // The API server refuses it, and nobody has said what it would mean.
    return [{ kind: 'unsupported', path, reason: 'a peer has an ipBlock beside a selector' }];
  }
  if (!hasSelector) return [{ kind: 'unsupported', path, reason: 'a peer selects nothing' }];
  return compileSelectors(peer, path, namespace, dialect);
}

function compileIpBlock(path: string, { cidr, except }: IpBlock): CompiledPeer {
  return compileBlocks(path, [cidr], except);
}

/** A port of a rule; an end makes it a range (networking.k8s.io/v1 NetworkPolicyPort). */
export function compilePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): CompiledPort {
  if (typeof port === 'string') return { kind: 'named', path, name: port, protocol };
  if (port === undefined) return { kind: 'range', path, protocol, first: 0, last: maximumPort };
  return { kind: 'range', path, protocol, first: port, last: endPort ?? port };
}

function compileRules(
  rules: readonly NetworkPolicyRule[],
  path: string,
  peersField: string,
  namespace: string,
  dialect: PolicyDialect,
): readonly CompiledRule[] {
  return rules.map(({ peers, ports }, index) => {
    const rulePath = `${path}[${String(index)}]`;
    return {
      path: rulePath,
      action: 'allow',
      peers:
        peers.length === 0
          ? 'any'
          : peers.flatMap((peer, at) =>
              compilePeer(peer, `${rulePath}.${peersField}[${String(at)}]`, namespace, dialect),
            ),
      ports:
        ports.length === 0
          ? 'any'
          : ports.map((port, at) => compilePort(port, `${rulePath}.ports[${String(at)}]`)),
    };
  });
}

/** The directions that an enforcer makes of policyTypes and the rules. */
function enforcedDirections(
  policy: NetworkPolicy,
  dialect: PolicyDialect,
): ReadonlySet<'Ingress' | 'Egress'> {
  const directions = new Set(directionsOf(policy));
  if (!dialect.policyTypesLimitRules) {
    if (policy.ingress.length > 0) directions.add('Ingress');
    if ((policy.egress ?? []).length > 0) directions.add('Egress');
  }
  return directions;
}

/** A networking.k8s.io/v1 NetworkPolicy in the shape that is evaluated. */
export function compileNetworkPolicy(policy: NetworkPolicy, dialect: PolicyDialect): CompiledPolicy {
  const { namespace, name, podSelector } = policy;
  const directions = enforcedDirections(policy, dialect);
  return {
    reference: { kind: 'networkpolicy', namespace, name },
    tier: 'network-policy',
    priority: 0,
    subject: { namespaces: { kind: 'name', name: namespace }, pods: seenSelector(podSelector, dialect) },
    ...(directions.has('Ingress')
      ? { ingress: compileRules(policy.ingress, 'spec.ingress', 'from', namespace, dialect) }
      : {}),
    ...(directions.has('Egress')
      ? { egress: compileRules(policy.egress ?? [], 'spec.egress', 'to', namespace, dialect) }
      : {}),
  };
}
