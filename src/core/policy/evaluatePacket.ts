import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import type { DirectionVerdict, PolicyEnd, PolicyEvaluation } from './policyQuery.ts';
import { type PolicyEnforcer, policyEnforcerOf } from './policyEnforcer.ts';

/** The packet that the enforcers see: after a Service was translated to one of its pods. */
export interface TranslatedPacket {
  readonly source: PolicyEnd;
  /** The source that the destination sees, where it is rewritten on the way: a node, behind a node port. */
  readonly seenSource?: PolicyEnd;
  readonly destination: PolicyEnd;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

/** A pod where one is known, else the address. */
export function policyEndOf(pod: Pod | undefined, address: string): PolicyEnd {
  return pod === undefined
    ? { kind: 'address', address }
    : { kind: 'pod', namespace: pod.namespace, name: pod.name };
}

/** The pod at an end of a packet, where the end is known to be one. */
export function podOf(snapshot: ClusterSnapshot, end: PolicyEnd): Pod | undefined {
  return end.kind === 'pod' ? snapshot.namespaces.get(end.namespace)?.pods.get(end.name) : undefined;
}

/** Who enforces policies at an end of a connection, on its own node. */
export function enforcerAt(snapshot: ClusterSnapshot, end: PolicyEnd): PolicyEnforcer {
  return policyEnforcerOf(snapshot, podOf(snapshot, end));
}

/** Who enforces policies at the two ends of a packet: egress at its source, ingress at its destination. */
export interface EndEnforcers {
  readonly egress: PolicyEnforcer;
  readonly ingress: PolicyEnforcer;
}

/**
 * What the policies say about a packet: each direction in the words of whoever enforces it, egress on the source's node
 * and ingress on the destination's.
 */
export function evaluatePacket(
  snapshot: ClusterSnapshot,
  packet: TranslatedPacket,
  enforcers: { readonly [End in keyof EndEnforcers]: Pick<PolicyEnforcer, 'dialect'> } = {
    egress: enforcerAt(snapshot, packet.source),
    ingress: enforcerAt(snapshot, packet.destination),
  },
): Pick<PolicyEvaluation, 'egress' | 'ingress'> {
  const evaluateFrom = (source: PolicyEnd, { dialect }: Pick<PolicyEnforcer, 'dialect'>): PolicyEvaluation =>
    evaluatePolicies(snapshot, { ...packet, source }, dialect);
  return {
    egress: evaluateFrom(packet.source, enforcers.egress).egress,
    ingress: evaluateFrom(packet.seenSource ?? packet.source, enforcers.ingress).ingress,
  };
}

/** The names of the policies that decide, each once. */
export function decidingNames({ by }: DirectionVerdict): readonly string[] {
  return [...new Set(by.map(({ policy }) => policy.name))];
}
