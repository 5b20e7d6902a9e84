import type { ContainerPort, Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { workloadOf } from '../model/podWorkload.ts';

/** A container port that a targetPort leads to. */
export interface ResolvedPort {
  readonly pod: Pod;
  readonly container: string;
  readonly port: number;
}

/**
 * What a targetPort leads to in one pod: a number to every container that declares it, a name to the containers that have
 * a port of that name and protocol (EndpointSlice controller, FindPort). Nothing declared is not nothing listening.
 */
export function resolveTargetPort(
  pod: Pod,
  targetPort: number | string,
  protocol: TransportProtocol,
): readonly ResolvedPort[] {
  return pod.containers.flatMap((container) =>
    container.ports
      .filter((port) => port.protocol === protocol)
      .filter((port) =>
        typeof targetPort === 'number' ? port.containerPort === targetPort : port.name === targetPort,
      )
      .map((port) => ({ pod, container: container.name, port: port.containerPort })),
  );
}

/** Every port that the containers of these pods declare, each once. */
export function portsDeclaredBy(pods: readonly Pod[]): readonly ContainerPort[] {
  const ports = pods.flatMap(({ containers }) => containers).flatMap((container) => container.ports);
  return [...new Map(ports.map((port) => [portWords(port), port])).values()];
}

/** `http 8080`, `8125/UDP`. */
export function portWords({ name, containerPort, protocol }: ContainerPort): string {
  const number = protocol === 'TCP' ? String(containerPort) : `${containerPort}/${protocol}`;
  return name === undefined ? number : `${name} ${number}`;
}

/** `Deployment web`, `Pod web-0`: whose pod it is, in words. */
export function ownerWords(pod: Pod): string {
  const { kind, name } = workloadOf(pod);
  return `${kind} ${name}`;
}
