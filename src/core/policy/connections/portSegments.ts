import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import type { CompiledPolicies, CompiledPort } from '../compiledPolicy.ts';
import { everyPolicy } from '../matrix/policyVocabulary.ts';

/** Ports from the first to the last, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Ports that no policy tells apart. */
export interface PortSegment {
  readonly protocol: TransportProtocol;
  readonly ranges: readonly PortRange[];
}

const protocols: readonly TransportProtocol[] = ['TCP', 'UDP', 'SCTP'];
const maximumPort = 65_535;

function portsOf(policies: CompiledPolicies): readonly CompiledPort[] {
  return everyPolicy(policies).flatMap(({ ingress = [], egress = [] }) =>
    [...ingress, ...egress].flatMap(({ ports }) => (ports === 'any' ? [] : ports)),
  );
}

/** The numbers that names of ports stand for somewhere, by protocol. */
function namedNumbers(
  snapshot: ClusterSnapshot,
  names: ReadonlySet<string>,
): ReadonlyMap<TransportProtocol, ReadonlyMap<number, ReadonlySet<string>>> {
  const found = new Map(protocols.map((protocol) => [protocol, new Map<number, Set<string>>()] as const));
  if (names.size === 0) return found;
  for (const { pods } of snapshot.namespaces.values())
    for (const { containers } of pods.values())
      for (const { ports } of containers)
        for (const { name, containerPort, protocol } of ports) {
          if (name === undefined || !names.has(name)) continue;
          const numbers = found.get(protocol);
          const own = numbers?.get(containerPort) ?? new Set<string>();
          numbers?.set(containerPort, own);
          own.add(name);
        }
  return found;
}

/**
 * The ports of each protocol, 1 to 65535, cut where a rule of some policy begins or ends: between two cuts every connection has the
 * same verdict. Segments that the same rules cover are one.
 */
export function portSegments(snapshot: ClusterSnapshot, policies: CompiledPolicies): readonly PortSegment[] {
  const ports = portsOf(policies);
  const names = new Set(ports.flatMap((port) => (port.kind === 'named' ? [port.name] : [])));
  const numbers = namedNumbers(snapshot, names);
  return protocols.flatMap((protocol) => {
    const spans = new Map<string, PortRange>();
    for (const port of ports) {
      if (port.kind === 'range' && port.protocol === protocol)
        spans.set(`${String(port.first)}-${String(port.last)}`, { first: port.first, last: port.last });
    }
    const named = numbers.get(protocol) ?? new Map<number, ReadonlySet<string>>();
    const cuts = new Set([1, maximumPort + 1]);
    for (const { first, last } of spans.values()) {
      cuts.add(Math.max(1, first));
      cuts.add(last + 1);
    }
    for (const number of named.keys()) {
      cuts.add(number);
      cuts.add(number + 1);
    }
    const sorted = [...cuts].filter((cut) => cut >= 1).sort((left, right) => left - right);
    const segments = new Map<string, PortRange[]>();
    sorted.slice(0, -1).forEach((first, index) => {
      const last = (sorted[index + 1] ?? maximumPort + 1) - 1;
      const covering = [...spans].filter(([, span]) => span.first <= first && first <= span.last);
      const key = JSON.stringify([covering.map(([text]) => text), [...(named.get(first) ?? [])].sort()]);
      const ranges = segments.get(key) ?? [];
      segments.set(key, ranges);
      const before = ranges.at(-1);
      if (before?.last === first - 1) ranges[ranges.length - 1] = { first: before.first, last };
      else ranges.push({ first, last });
    });
    return [...segments.values()].map((ranges) => ({ protocol, ranges }));
  });
}

/** Ranges as text: `80`, `8000-8999`, `any` for all of them. Ranges that touch are joined. */
export function formatPorts(ranges: readonly PortRange[]): string {
  const sorted = [...ranges].sort((left, right) => left.first - right.first);
  const joined: PortRange[] = [];
  for (const { first, last } of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && before.last >= first - 1)
      joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, last) };
    else joined.push({ first, last });
  }
  const [only] = joined;
  if (joined.length === 1 && only?.first === 1 && only.last === maximumPort) return 'any';
  return joined
    .map(({ first, last }) => (first === last ? String(first) : `${String(first)}-${String(last)}`))
    .join(',');
}
