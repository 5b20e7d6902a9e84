import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { labelValue, matchesEqualitySelector, type Labels } from '../../model/labels.ts';
import { workloadOf } from '../../model/podWorkload.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import { podOfAddress } from '../../model/addressIndex.ts';
import {
  describeConnectionEnd,
  endKey,
  hostCidr,
  type AllowedConnection,
  type ConnectionEnd,
} from './allowedConnection.ts';
import { endForPods, endOfReference, isProblem } from './connectionEnds.ts';
import type { FlowEnd, ObservedFlow, ParsedFlows } from './observedFlows.ts';

/** The connections that flows come to, and what could not be told of them. */
export interface FlowConnections {
  readonly connections: readonly AllowedConnection[];
  readonly warnings: readonly string[];
}

/** Labels of a pod that is gone, as far as they tell its workload: those that some living pods carry too. */
function podsWithLabels(snapshot: ClusterSnapshot, namespace: string, labels: Labels): readonly Pod[] {
  const pods = [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])].filter(isAlive);
  const known = Object.fromEntries(
    Object.entries(labels).filter(([key, value]) =>
      pods.some((pod) => labelValue(pod.labels, key) === value),
    ),
  );
  if (Object.keys(known).length === 0) return [];
  const matching = pods.filter((pod) => matchesEqualitySelector(known, pod.labels));
  const [first] = matching;
  // Pods of several workloads: the labels do not tell which one it was.
  return first !== undefined && matching.every((pod) => workloadOf(pod).name === workloadOf(first).name)
    ? matching
    : [];
}

/** Turns ends of flows into ends of connections, each one only once. */
class FlowEnds {
  readonly #snapshot: ClusterSnapshot;
  readonly #known = new Map<string, ConnectionEnd | undefined>();
  readonly warnings = new Set<string>();

  constructor(snapshot: ClusterSnapshot) {
    this.#snapshot = snapshot;
  }

  of(end: FlowEnd): ConnectionEnd | undefined {
    const key = `${end.pod?.namespace ?? ''}/${end.pod?.name ?? ''}/${end.address ?? ''}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#resolve(end));
    return this.#known.get(key);
  }

  #resolve(end: FlowEnd): ConnectionEnd | undefined {
    const { pod, address, labels } = end;
    const living = pod && this.#snapshot.namespaces.get(pod.namespace)?.pods.get(pod.name);
    const owner =
      living ??
      (pod === undefined && address !== undefined ? podOfAddress(this.#snapshot, address) : undefined);
    if (owner !== undefined) return this.#endOfPod(owner);
    if (pod !== undefined) {
      const pods = labels === undefined ? [] : podsWithLabels(this.#snapshot, pod.namespace, labels);
      const [first] = pods;
      if (first !== undefined) return this.#endOfPod(first);
      this.warnings.add(
        `${pod.namespace}/pod/${pod.name} is gone, and nothing tells which workload it belonged to`,
      );
      return undefined;
    }
    if (address === undefined) return undefined;
    return { kind: 'addresses', cidrs: [hostCidr(address)], name: this.#nameOfAddress(address) };
  }

  #endOfPod(pod: Pod): ConnectionEnd | undefined {
    const { namespace, name, hostNetwork } = pod;
    const resolved = hostNetwork
      ? endForPods(this.#snapshot, [pod], name)
      : endOfReference(this.#snapshot, { kind: 'pod', namespace, name });
    if (isProblem(resolved)) {
      this.warnings.add(resolved.problem);
      return undefined;
    }
    for (const warning of resolved.warnings) this.warnings.add(warning);
    return resolved.ends[0];
  }

  #nameOfAddress(address: string): string {
    for (const node of this.#snapshot.nodes.values()) {
      if (node.addresses.some((own) => own.address === address)) return `node ${node.name} (${address})`;
    }
    return address;
  }
}

function flowKey(
  source: ConnectionEnd,
  destination: ConnectionEnd,
  { protocol, port }: ObservedFlow,
): string {
  return `${endKey(source)} ${endKey(destination)} ${protocol} ${String(port)}`;
}

/** The connections that observed flows stand for: by workload, each once, with how often it was seen. */
export function connectionsOfFlows(snapshot: ClusterSnapshot, parsed: ParsedFlows): FlowConnections {
  const ends = new FlowEnds(snapshot);
  const groups = new Map<
    string,
    { source: ConnectionEnd; destination: ConnectionEnd; flow: ObservedFlow; seen: number }
  >();
  let untold = 0;
  for (const flow of parsed.flows) {
    const [source, destination] = [ends.of(flow.source), ends.of(flow.destination)];
    if (source === undefined || destination === undefined) {
      untold += 1;
      continue;
    }
    const key = flowKey(source, destination, flow);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { source, destination, flow, seen: 1 });
    else group.seen += 1;
  }
  const warnings = [
    ...ends.warnings,
    ...(untold === 0 ? [] : [`${String(untold)} flows were left out: one of their ends cannot be named`]),
    ...[...parsed.skipped].map(([reason, count]) => `${String(count)} lines were left out: ${reason}`),
    ...parsed.errors.slice(0, 5).map(({ line, problem }) => `line ${String(line)}: ${problem}`),
    ...(parsed.errors.length > 5 ? [`${String(parsed.errors.length - 5)} more lines could not be read`] : []),
  ];
  return {
    connections: [...groups.values()].map(({ source, destination, flow, seen }) => ({
      source,
      destination,
      ports: [{ protocol: flow.protocol, port: flow.port }],
      because: `seen ${seen === 1 ? 'once' : `${String(seen)} times`}: ${describeConnectionEnd(source)} → ${describeConnectionEnd(destination)} ${flow.protocol} ${String(flow.port)}`,
    })),
    warnings,
  };
}
