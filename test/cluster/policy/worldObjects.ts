import { images } from '../images.ts';
import type { World, WorldPod } from '../../policy/arbitraries/world.ts';
import { servedPorts } from '../../policy/arbitraries/world.ts';
import type { KubernetesObject } from '../suite/workloads.ts';
import type { ProberProgram } from './proberProgram.ts';

/** Marks what belongs to the world, and so may be deleted. */
export const worldLabel = 'podpath.test/policy-world';

const portNumbers = [...new Set(servedPorts.map(({ port }) => port))];

/** Served by one process for TCP and UDP alike. */
export function serverArguments(port: number, udpAddress: string): string[] {
  const own = [`--http-port=${String(port)}`, `--udp-port=${String(port)}`];
  // From another address of the same host a reply would not belong to the question.
  return ['netexec', ...own, `--udp-listen-addresses=${udpAddress}`];
}

const container = {
  image: images.agnhost,
  resources: { requests: { cpu: '2m', memory: '8Mi' } },
};

function podObject(pod: WorldPod, prober: ProberProgram): KubernetesObject {
  const servers = portNumbers.map((port) => ({
    ...container,
    name: `server-${String(port)}`,
    command: ['/agnhost'],
    args: serverArguments(port, '$(POD_ADDRESS)'),
    env: [{ name: 'POD_ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
    ports: pod.ports
      .filter((own) => own.port === port)
      .map(({ name, protocol }) => ({ name, protocol, containerPort: port })),
    readinessProbe: { httpGet: { path: '/healthz', port }, periodSeconds: 1 },
  }));
  const client = {
    ...container,
    name: 'client',
    command: ['/agnhost'],
    args: ['pause'],
    volumeMounts: [{ name: 'prober', mountPath: '/prober', readOnly: true }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: pod.namespace, name: pod.name, labels: pod.labels },
    spec: {
      nodeName: pod.node,
      hostNetwork: pod.hostNetwork,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [...servers, client],
      volumes: [{ name: 'prober', hostPath: { path: prober.folderOnNodes, type: 'Directory' } }],
    },
  };
}

/** The objects of a world, namespaces first. */
export function worldObjects(world: World, prober: ProberProgram): readonly KubernetesObject[] {
  const namespaces = world.namespaces.map(({ name, labels }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, [worldLabel]: 'true' } },
  }));
  return [...namespaces, ...world.pods.map((pod) => podObject(pod, prober))];
}
