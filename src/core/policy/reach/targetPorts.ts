import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { endpointsOf, isAlive, selectedPods } from '../../model/serviceEndpoints.ts';
import type { ObjectReference } from '../../model/reference.ts';
import { workloadOf } from '../../model/podWorkload.ts';

/** A port of the target itself, and why it is asked about. */
export interface TargetPort {
  readonly port: number | string;
  readonly protocol: TransportProtocol;
  /** `Service port 80`, `declared by container app`. */
  readonly origin: string;
}

/** The pods that a reference stands for, and the ports on which they are meant to be reached. */
export interface ReachTarget {
  readonly pods: readonly Pod[];
  readonly ports: readonly TargetPort[];
}

function byPort(ports: readonly TargetPort[]): readonly TargetPort[] {
  const unique = new Map<string, TargetPort>();
  for (const own of ports) {
    const key = `${own.protocol} ${String(own.port)}`;
    if (!unique.has(key)) unique.set(key, own);
  }
  return [...unique.values()];
}

function declaredPorts(pods: readonly Pod[]): readonly TargetPort[] {
  return pods.flatMap((pod) =>
    pod.containers.flatMap(({ name, ports }) =>
      ports.map(({ containerPort, protocol }) => ({
        port: containerPort,
        protocol,
        origin: `declared by container ${name}`,
      })),
    ),
  );
}

/** Ports to which Services of the namespace send for these pods. */
function servicePorts(snapshot: ClusterSnapshot, pods: readonly Pod[]): readonly TargetPort[] {
  const [first] = pods;
  const addresses = new Set(pods.flatMap(({ podIPs }) => podIPs));
  const services = snapshot.namespaces.get(first?.namespace ?? '')?.services.values() ?? [];
  return [...services].flatMap((service) =>
    service.ports.flatMap((servicePort) =>
      endpointsOf(snapshot, service, servicePort)
        .filter(({ address }) => addresses.has(address))
        .flatMap(({ port }) =>
          port === undefined
            ? []
            : [
                {
                  port,
                  protocol: servicePort.protocol,
                  origin: `Service ${service.name} port ${String(servicePort.port)}`,
                },
              ],
        ),
    ),
  );
}

function targetOfService(
  snapshot: ClusterSnapshot,
  namespace: string,
  name: string,
): ReachTarget | undefined {
  const service = snapshot.namespaces.get(namespace)?.services.get(name);
  if (service === undefined) return undefined;
  const pods = selectedPods(snapshot, service) ?? [];
  const sent = service.ports.flatMap((servicePort): readonly TargetPort[] => {
    const origin = `Service port ${String(servicePort.port)}`;
    const { protocol, targetPort } = servicePort;
    const numbers = endpointsOf(snapshot, service, servicePort).flatMap(({ port }) => port ?? []);
    return numbers.length === 0
      ? [{ port: targetPort, protocol, origin }]
      : numbers.map((port) => ({ port, protocol, origin }));
  });
  return { pods, ports: byPort(sent) };
}

/** What a reference stands for: a Service's pods, a pod, or the pods of a workload. `undefined`: nothing of the kind. */
export function reachTargetOf(
  snapshot: ClusterSnapshot,
  reference: ObjectReference,
): ReachTarget | undefined {
  const { kind, namespace = '', name } = reference;
  if (kind === 'service') return targetOfService(snapshot, namespace, name);
  const all = [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])].filter(isAlive);
  const pods = all.filter((pod) => {
    if (kind === 'pod') return pod.name === name;
    const workload = workloadOf(pod);
    return workload.kind.toLowerCase() === kind && workload.name === name;
  });
  if (pods.length === 0) return undefined;
  return { pods, ports: byPort([...servicePorts(snapshot, pods), ...declaredPorts(pods)]) };
}
