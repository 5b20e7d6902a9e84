import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { isComplete } from '../model/coverage.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import type { CompiledPolicy, CompiledPort, CompiledRule } from './compiledPolicy.ts';

type NamedPort = Extract<CompiledPort, { kind: 'named' }>;
type PoliciesByNamespace = ReadonlyMap<string, readonly CompiledPolicy[]>;

/** Every number that a pod of the cluster gives to a name, by name and protocol. */
type ClusterPortNames = ReadonlyMap<string, ReadonlySet<number>>;

function keyOf(name: string, protocol: TransportProtocol | undefined): string {
  return `${protocol ?? ''} ${name}`;
}

/** Names count where the enforcer knows an address for them: in pods that live and have a network of their own. */
function portNamesOf(snapshot: ClusterSnapshot): ClusterPortNames {
  const names = new Map<string, Set<number>>();
  for (const { pods } of snapshot.namespaces.values()) {
    for (const pod of pods.values()) {
      if (pod.hostNetwork || pod.podIPs.length === 0 || !isAlive(pod)) continue;
      for (const { name, protocol, containerPort } of pod.containers.flatMap(({ ports }) => ports)) {
        if (name === undefined) continue;
        const key = keyOf(name, protocol);
        const numbers = names.get(key) ?? new Set();
        names.set(key, numbers.add(containerPort));
      }
    }
  }
  return names;
}

/** The entries that stand for a named one: its number, or none when the pods of the cluster do not agree on one. */
function resolvePort(port: NamedPort, names: ClusterPortNames, isWhole: boolean): readonly CompiledPort[] {
  const { path, name, protocol } = port;
  if (protocol === undefined) return [port];
  const [number, ...others] = names.get(keyOf(name, protocol)) ?? [];
  if (others.length > 0) return [];
  if (!isWhole) {
    const reason = `the port name ${name} is looked up in all pods of the cluster, which are not all listed`;
    return [{ kind: 'unsupported', path, reason }];
  }
  return number === undefined ? [] : [{ kind: 'range', path, protocol, first: number, last: number }];
}

function isNamed(port: CompiledPort): port is NamedPort {
  return port.kind === 'named';
}

function hasNames({ egress = [] }: CompiledPolicy): boolean {
  return egress.some(({ ports }) => ports !== 'any' && ports.some(isNamed));
}

/**
 * The policies with each port name of an egress rule replaced by the one number that all pods of the cluster give it, for
 * enforcers that do not look at the destination (Cilium: pkg/endpoint/policy.go GetNamedPort, and pkg/types/portmap.go
 * NamedPortMultiMap for names with several numbers).
 */
export function resolveEgressPortNames(
  policies: PoliciesByNamespace,
  snapshot: ClusterSnapshot,
): PoliciesByNamespace {
  if (![...policies.values()].some((own) => own.some(hasNames))) return policies;
  const names = portNamesOf(snapshot);
  const isWhole = isComplete(snapshot.coverage, 'pods');
  const resolveRule = (rule: CompiledRule): CompiledRule =>
    rule.ports === 'any'
      ? rule
      : {
          ...rule,
          ports: rule.ports.flatMap((port) => (isNamed(port) ? resolvePort(port, names, isWhole) : [port])),
        };
  const resolve = (policy: CompiledPolicy): CompiledPolicy =>
    policy.egress === undefined || !hasNames(policy)
      ? policy
      : { ...policy, egress: policy.egress.map(resolveRule) };
  return new Map([...policies].map(([namespace, own]) => [namespace, own.map(resolve)]));
}
