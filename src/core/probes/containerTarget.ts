import type { Container, Pod } from '../model/clusterSnapshot.ts';
import type { Vantage } from './observation.ts';

/** A container in which a program can be run. */
export interface ContainerTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Containers that meshes inject: their traffic bypasses the mesh, so they do not speak for the application. */
const meshProxyNames: ReadonlySet<string> = new Set([
  'istio-proxy',
  'linkerd-proxy',
  'envoy-sidecar',
  'kuma-sidecar',
]);

/** The mesh's proxy in a pod, when there is one. Behind it a TCP connect proves nothing: the proxy accepts it. */
export function meshProxyOf(pod: Pod): Container | undefined {
  return pod.containers.find((container) => meshProxyNames.has(container.name));
}

/**
 * The running containers of a pod in the order in which a probe should try them: the one that kubectl would choose
 * (annotation kubectl.kubernetes.io/default-container, else the first), then the others; mesh proxies never.
 */
export function execTargets(pod: Pod): readonly ContainerTarget[] {
  const usable = pod.containers.filter(
    (container) => container.state.kind === 'running' && !meshProxyNames.has(container.name),
  );
  const rank = (container: Container): number =>
    container.name === pod.defaultContainer ? 0 : container.sidecar === true ? 2 : 1;
  return [...usable]
    .sort((left, right) => rank(left) - rank(right))
    .map((container) => ({ namespace: pod.namespace, pod: pod.name, container: container.name }));
}

/** The vantage point of a debug container in the pod of a container. */
export function debugVantage(target: Pick<ContainerTarget, 'namespace' | 'pod'>): Vantage {
  return { kind: 'debug', namespace: target.namespace, pod: target.pod };
}

/** The vantage point of a container. */
export function containerVantage(target: ContainerTarget): Vantage {
  return { kind: 'pod', namespace: target.namespace, pod: target.pod, container: target.container };
}
