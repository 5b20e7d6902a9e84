import type { ClusterSnapshot, Pod, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { isComplete } from '../../model/coverage.ts';
import { matchesEqualitySelector } from '../../model/labels.ts';
import type { CompiledPolicy } from '../compiledPolicy.ts';
import { namedPortsOf } from '../matchPort.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { type DirectedRule, portOwnersOf, rulesOf } from './rulesOf.ts';
import { knowsSelection, podsOfSelection } from './selectedPods.ts';

/** A port of a Service that selects a pod. */
export interface PortOfService {
  readonly service: Service;
  readonly port: ServicePort;
  /** What it means on the pod. */
  readonly target: number;
}

/** The ports of the Services that select a pod, as they are translated to it. */
export function servicePortsOf(
  snapshot: ClusterSnapshot,
  pod: Pod,
  protocol: TransportProtocol,
): readonly PortOfService[] {
  const services = [...(snapshot.namespaces.get(pod.namespace)?.services.values() ?? [])];
  return services
    .filter(
      ({ selector, headless }) =>
        selector !== undefined && !headless && matchesEqualitySelector(selector, pod.labels),
    )
    .flatMap((service) =>
      service.ports.flatMap((port): PortOfService[] => {
        if (port.protocol !== protocol) return [];
        const [named] =
          typeof port.targetPort === 'string' ? namedPortsOf(pod, port.targetPort, protocol) : [];
        const target = typeof port.targetPort === 'number' ? port.targetPort : named?.number;
        return target === undefined ? [] : [{ service, port, target }];
      }),
    );
}

/** Whether a container of the pod declares a port. */
export function declaresPort(pod: Pod, protocol: TransportProtocol, number: number): boolean {
  return pod.containers.some(({ ports }) =>
    ports.some((port) => port.protocol === protocol && port.containerPort === number),
  );
}

/** Whether any rule of the policy in this direction already lets the right port through, for whomever. */
function covers(
  policy: CompiledPolicy,
  { direction }: DirectedRule,
  pod: Pod,
  protocol: TransportProtocol,
  number: number,
): boolean {
  return (policy[direction] ?? []).some(
    ({ ports }) =>
      ports === 'any' ||
      ports.some((port) => {
        if (port.kind === 'unsupported' || (port.protocol ?? protocol) !== protocol)
          return port.kind === 'unsupported';
        if (port.kind === 'range') return port.first <= number && number <= port.last;
        return namedPortsOf(pod, port.name, protocol).some((named) => named.number === number);
      }),
  );
}

/**
 * `policy-uses-service-port`: a rule names the port of a Service, and the pods behind it serve another one. Policies judge packets
 * after the Service was translated, so the rule lets nothing through. Silent when a pod declares the number itself, when some
 * Service leads to it, or when the policy allows the pod's port too.
 */
export const usesServicePort: Detection = ({ snapshot, policy }) =>
  rulesOf(policy).flatMap((directed): readonly PolicyProblem[] => {
    const { rule } = directed;
    const owners = portOwnersOf(policy, directed);
    if (owners === undefined || rule.ports === 'any') return [];
    if (!owners.every((selection) => knowsSelection(snapshot, selection))) return [];
    const pods = owners.flatMap((selection) => podsOfSelection(snapshot, selection));
    if (pods.length === 0 || !pods.every((pod) => isComplete(snapshot.coverage, 'services', pod.namespace)))
      return [];
    return rule.ports.flatMap((port): readonly PolicyProblem[] => {
      if (port.kind !== 'range' || port.first !== port.last) return [];
      const { first: number, protocol, path } = port;
      if (pods.some((pod) => declaresPort(pod, protocol, number))) return [];
      const ports = pods.flatMap((pod) =>
        servicePortsOf(snapshot, pod, protocol).map((found) => ({ pod, ...found })),
      );
      if (ports.some(({ target }) => target === number)) return [];
      const meant = ports.find(
        (found) => found.port.port === number && !covers(policy, directed, found.pod, protocol, found.target),
      );
      if (meant === undefined) return [];
      const { service, pod, target } = meant;
      const name = `${service.namespace}/${service.name}`;
      return [
        {
          code: 'policy-uses-service-port',
          policy: policy.reference,
          path,
          severity: 'warning',
          certainty: 'likely',
          summary: `${protocol} ${String(number)} is the port of Service ${name}; its pods are reached on ${String(target)}, which the policy does not allow`,
          advice: `Allow ${protocol} ${String(target)} instead: policies judge packets after the Service was translated.`,
          objects: [
            { kind: 'service', namespace: service.namespace, name: service.name },
            { kind: 'pod', namespace: pod.namespace, name: pod.name },
          ],
        },
      ];
    });
  });
