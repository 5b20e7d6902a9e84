import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import type { DirectionVerdict, PolicyEnd, PolicyEvaluation } from './policyQuery.ts';
import { type PolicyEnforcer, policyEnforcerOf } from './policyEnforcer.ts';

/** The packet that the enforcers see: after a Service was translated to one of its pods. */
export interface TranslatedPacket {
  readonly source: PolicyEnd;
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

function podOf(snapshot: ClusterSnapshot, end: PolicyEnd): Pod | undefined {
  return end.kind === 'pod' ? snapshot.namespaces.get(end.namespace)?.pods.get(end.name) : undefined;
}

/** Who enforces policies at an end of a connection, on its own node. */
export function enforcerAt(snapshot: ClusterSnapshot, end: PolicyEnd): PolicyEnforcer {
  return policyEnforcerOf(snapshot, podOf(snapshot, end));
}

/**
 * What the policies say about a packet: each direction in the words of whoever enforces it, egress on the source's node
 * and ingress on the destination's.
 */
export function evaluatePacket(
  snapshot: ClusterSnapshot,
  packet: TranslatedPacket,
): Pick<PolicyEvaluation, 'egress' | 'ingress'> {
  const evaluateOn = (end: PolicyEnd): PolicyEvaluation =>
    evaluatePolicies(snapshot, packet, enforcerAt(snapshot, end).dialect);
  return { egress: evaluateOn(packet.source).egress, ingress: evaluateOn(packet.destination).ingress };
}

/** The names of the policies that decide, each once. */
export function decidingNames({ by }: DirectionVerdict): readonly string[] {
  return [...new Set(by.map(({ policy }) => policy.name))];
}
