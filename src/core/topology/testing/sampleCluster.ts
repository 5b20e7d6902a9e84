import type {
  ClusterSnapshot,
  Container,
  EndpointSlice,
  NamespacePartition,
  Pod,
  Service,
} from '../../model/clusterSnapshot.ts';
import { type Coverage, coverageOfEach, type ResourceCoverage, resourceNames } from '../../model/coverage.ts';
import type { Gateway, GatewayRoute } from '../../model/gateway.ts';
import type { Ingress } from '../../model/ingress.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { noOtherPolicies } from '../../model/otherPolicies.ts';

/** Coverage of a cluster that was read completely, apart from what is given. */
export function coverageOf(except: Partial<Record<keyof Coverage, ResourceCoverage>> = {}): Coverage {
  return { ...coverageOfEach(resourceNames, () => ({ state: 'complete' })), ...except };
}

/** One container, ready and running unless said otherwise. */
export function sampleContainer(values: Partial<Container> = {}): Container {
  return {
    name: 'app',
    image: 'example.test/app:1',
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    ready: true,
    restartCount: 0,
    state: { kind: 'running' },
    ...values,
  };
}

/** A running pod, ready unless said otherwise. */
export function samplePod(
  namespace: string,
  name: string,
  values: Partial<Pod> & { ready?: boolean } = {},
): Pod {
  const { ready = true, ...rest } = values;
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels: {},
    phase: 'Running',
    podIPs: [],
    hostNetwork: false,
    dnsPolicy: 'ClusterFirst',
    hostAliases: [],
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    containers: [sampleContainer({ ready })],
    ...rest,
  };
}

/** Pods of a Deployment, as its ReplicaSet would make them. */
export function deploymentPods(
  namespace: string,
  deployment: string,
  count: number,
  readyCount = count,
  hash = '7c9f8d6b5',
): Pod[] {
  return Array.from({ length: count }, (_, index) =>
    samplePod(namespace, `${deployment}-${hash}-${suffixOf(index)}`, {
      labels: { app: deployment, 'pod-template-hash': hash },
      owner: { kind: 'ReplicaSet', name: `${deployment}-${hash}`, uid: `uid-${deployment}` },
      ready: index < readyCount,
    }),
  );
}

/** Five letters as the API server appends them to generated names: another combination for each index. */
function suffixOf(index: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let scattered = (index * 5_555_557 + 1_234_567) % letters.length ** 5;
  return Array.from({ length: 5 }, () => {
    const letter = letters[scattered % letters.length];
    scattered = Math.floor(scattered / letters.length);
    return letter;
  }).join('');
}

/** Pods of a StatefulSet. */
export function statefulSetPods(namespace: string, name: string, count: number, readyCount = count): Pod[] {
  return Array.from({ length: count }, (_, index) =>
    samplePod(namespace, `${name}-${index}`, {
      labels: { app: name, 'statefulset.kubernetes.io/pod-name': `${name}-${index}` },
      owner: { kind: 'StatefulSet', name, uid: `uid-${name}` },
      ready: index < readyCount,
    }),
  );
}

/** A ClusterIP Service on port 80 that selects `app=NAME` unless said otherwise; without a selector with `selector: null`. */
export function sampleService(
  namespace: string,
  name: string,
  values: Partial<Omit<Service, 'selector'>> & { selector?: Record<string, string> | null } = {},
): Service {
  const { selector = { app: name }, ...rest } = values;
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels: {},
    type: 'ClusterIP',
    clusterIPs: ['10.96.0.20'],
    headless: false,
    ipFamilies: ['IPv4'],
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
    ...(selector === null ? {} : { selector }),
    externalIPs: [],
    loadBalancerIngress: [],
    loadBalancerSourceRanges: [],
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    publishNotReadyAddresses: false,
    ...rest,
  };
}

/** The slice that the EndpointSlice controller would make for a Service and these pods. */
export function sliceFor(service: Service, pods: readonly Pod[]): EndpointSlice {
  return {
    namespace: service.namespace,
    name: `${service.name}-x7k2p`,
    uid: `uid-slice-${service.namespace}-${service.name}`,
    labels: { 'kubernetes.io/service-name': service.name },
    serviceName: service.name,
    managedBy: 'endpointslice-controller.k8s.io',
    addressType: 'IPv4',
    ports: service.ports.map(({ name = '', protocol }) => ({ name, protocol, port: 8080 })),
    endpoints: pods.map((pod, index) => {
      const ready = pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      const terminating = pod.deletionTimestamp !== undefined;
      return {
        addresses: pod.podIPs.length > 0 ? pod.podIPs : [`10.244.9.${index + 1}`],
        ready: (ready || service.publishNotReadyAddresses) && !terminating,
        serving: ready,
        terminating,
        targetPod: { namespace: pod.namespace, name: pod.name },
        hintedZones: [],
      };
    }),
  };
}

/** What is in one namespace; slices are made for Services with selectors when none are given. */
export interface NamespaceContent {
  readonly pods?: readonly Pod[];
  readonly services?: readonly Service[];
  readonly endpointSlices?: readonly EndpointSlice[];
  readonly networkPolicies?: readonly NetworkPolicy[];
  readonly ingresses?: readonly Ingress[];
  readonly gateways?: readonly Gateway[];
  readonly gatewayRoutes?: readonly GatewayRoute[];
  readonly phase?: string;
}

/** A partition with the slices that a healthy controller would have made. */
export function samplePartition(name: string, content: NamespaceContent = {}): NamespacePartition {
  const { pods = [], services = [], phase = 'Active' } = content;
  const made = services.flatMap((service) => {
    const { selector } = service;
    if (selector === undefined) return [];
    const selected = pods.filter(
      ({ labels, phase: podPhase }) =>
        podPhase === 'Running' && Object.entries(selector).every(([key, value]) => labels[key] === value),
    );
    return selected.length === 0 ? [] : [sliceFor(service, selected)];
  });
  return {
    name,
    namespace: { name, labels: { 'kubernetes.io/metadata.name': name }, phase },
    pods: new Map(pods.map((pod) => [pod.name, pod])),
    services: new Map(services.map((service) => [service.name, service])),
    endpointSlices: new Map((content.endpointSlices ?? made).map((slice) => [slice.name, slice])),
    networkPolicies: new Map((content.networkPolicies ?? []).map((policy) => [policy.name, policy])),
    ingresses: new Map((content.ingresses ?? []).map((ingress) => [ingress.name, ingress])),
    gateways: new Map((content.gateways ?? []).map((gateway) => [gateway.name, gateway])),
    gatewayRoutes: new Map(
      (content.gatewayRoutes ?? []).map((route) => [`${route.kind}/${route.name}`, route]),
    ),
    workloadOwners: new Map(),
  };
}

/** A snapshot of these partitions. */
export function sampleSnapshot(
  partitions: readonly NamespacePartition[],
  values: Partial<Omit<ClusterSnapshot, 'namespaces'>> = {},
): ClusterSnapshot {
  return {
    asOf: '2026-01-01T12:00:00.000Z',
    context: 'test-cluster',
    coverage: coverageOf(),
    nodes: new Map(),
    namespaces: new Map(partitions.map((partition) => [partition.name, partition])),
    otherPolicies: noOtherPolicies,
    ingressClasses: new Map(),
    gatewayClasses: new Map(),
    networkEvents: new Map(),
    ...values,
  };
}
