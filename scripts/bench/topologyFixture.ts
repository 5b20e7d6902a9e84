import { applyChanges } from '../../src/core/model/applyChanges.ts';
import type {
  ClusterSnapshot,
  Endpoint,
  EndpointSlice,
  Pod,
  Service,
} from '../../src/core/model/clusterSnapshot.ts';
import { resourceNames } from '../../src/core/model/coverage.ts';
import { emptySnapshot } from '../../src/core/model/emptySnapshot.ts';
import type { NetworkPolicy } from '../../src/core/model/networkPolicy.ts';
import type { SnapshotChange } from '../../src/core/model/snapshotChange.ts';

const asOf = '2026-01-01T00:00:00Z';
/** What the EndpointSlice controller puts into one slice (--max-endpoints-per-slice). */
const endpointsInSlice = 100;
const nodeCount = 200;

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly pods: number;
}

/** Workloads of one namespace: one large, the others of so many pods, as many as it takes. */
function workloadsOf(namespace: string, pods: number, large: number, each: number): Workload[] {
  const workloads: Workload[] = large > 0 ? [{ namespace, name: 'large', pods: large }] : [];
  for (let left = pods - large; left > 0; left -= each) {
    workloads.push({ namespace, name: `app-${String(workloads.length)}`, pods: Math.min(each, left) });
  }
  return workloads;
}

/** A made-up cluster of 20,000 pods in 114 namespaces, one of which has 10,000. */
function allWorkloads(): readonly Workload[] {
  return [
    ...workloadsOf('large', 10_000, 2_000, 25),
    ...Array.from({ length: 113 }, (_, index) =>
      workloadsOf(`team-${String(index)}`, index < 56 ? 89 : 88, 0, 6),
    ).flat(),
  ];
}

let address = 0;
function nextAddress(): string {
  address += 1;
  return `10.${String(address >> 16)}.${String((address >> 8) & 255)}.${String(address & 255)}`;
}

function podsOf({ namespace, name, pods }: Workload): readonly Pod[] {
  return Array.from({ length: pods }, (_, index): Pod => {
    const podName = `${name}-7c9f8d6b5-${String(index).padStart(5, '0')}`;
    return {
      namespace,
      name: podName,
      uid: `${namespace}/${podName}`,
      labels: {
        app: name,
        'pod-template-hash': '7c9f8d6b5',
        version: `v${String(index % 2)}`,
        team: namespace,
      },
      owner: { kind: 'ReplicaSet', name: `${name}-7c9f8d6b5`, uid: name },
      nodeName: `node-${String((index * 7 + name.length) % nodeCount)}`,
      phase: 'Running',
      podIPs: [nextAddress()],
      hostNetwork: false,
      dnsPolicy: 'ClusterFirst',
      hostAliases: [],
      conditions: [{ type: 'Ready', status: 'True' }],
      containers: [
        {
          name: 'app',
          image: 'example.test/app:1',
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          ready: true,
          restartCount: 0,
          state: { kind: 'running' },
        },
      ],
    };
  });
}

function serviceOf({ namespace, name }: Workload): Service {
  return {
    namespace,
    name,
    uid: `${namespace}/service/${name}`,
    labels: { app: name },
    type: 'ClusterIP',
    clusterIPs: [nextAddress()],
    headless: false,
    ipFamilies: ['IPv4'],
    ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' }],
    selector: { app: name },
    externalIPs: [],
    loadBalancerIngress: [],
    loadBalancerSourceRanges: [],
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    publishNotReadyAddresses: false,
  };
}

function endpointOf({ namespace, name, podIPs, nodeName }: Pod): Endpoint {
  return {
    addresses: podIPs,
    ready: true,
    serving: true,
    terminating: false,
    targetPod: { namespace, name },
    ...(nodeName === undefined ? {} : { nodeName }),
    hintedZones: [],
  };
}

function slicesOf({ namespace, name }: Workload, pods: readonly Pod[]): readonly EndpointSlice[] {
  return Array.from({ length: Math.ceil(pods.length / endpointsInSlice) }, (_, index) => ({
    namespace,
    name: `${name}-${String(index)}`,
    uid: `${namespace}/slice/${name}-${String(index)}`,
    labels: {},
    serviceName: name,
    managedBy: 'endpointslice-controller.k8s.io',
    addressType: 'IPv4' as const,
    ports: [{ name: 'http', protocol: 'TCP' as const, port: 8080 }],
    endpoints: pods.slice(index * endpointsInSlice, (index + 1) * endpointsInSlice).map(endpointOf),
  }));
}

function policiesOf(namespace: string): readonly NetworkPolicy[] {
  const policy = (name: string, app: string | undefined): NetworkPolicy => ({
    namespace,
    name,
    uid: `${namespace}/policy/${name}`,
    podSelector: { matchLabels: app === undefined ? {} : { app }, matchExpressions: [] },
    policyTypes: ['Ingress'],
    ingress:
      app === undefined
        ? []
        : [{ peers: [{ podSelector: { matchLabels: { app: 'app-2' }, matchExpressions: [] } }], ports: [] }],
  });
  return [policy('default-deny', undefined), policy('to-app-1', 'app-1')];
}

/** The cluster, complete. */
export function topologyFixture(): ClusterSnapshot {
  const workloads = allWorkloads();
  const names = [...new Set(workloads.map(({ namespace }) => namespace))];
  const pods = new Map(workloads.map((workload) => [workload, podsOf(workload)]));
  return applyChanges(
    emptySnapshot('synthetic', asOf),
    [
      {
        type: 'replace',
        resource: 'nodes',
        objects: Array.from({ length: nodeCount }, (_, index) => ({
          name: `node-${String(index)}`,
          uid: String(index),
          labels: {},
          addresses: [{ type: 'InternalIP', address: nextAddress() }],
          podCIDRs: [],
          conditions: [{ type: 'Ready', status: 'True' }],
          unschedulable: false,
        })),
      },
      {
        type: 'replace',
        resource: 'namespaces',
        objects: names.map((name) => ({
          name,
          labels: { 'kubernetes.io/metadata.name': name },
          phase: 'Active',
        })),
      },
      { type: 'replace', resource: 'pods', objects: [...pods.values()].flat() },
      { type: 'replace', resource: 'services', objects: workloads.map(serviceOf) },
      {
        type: 'replace',
        resource: 'endpointslices',
        objects: workloads.flatMap((workload) => slicesOf(workload, pods.get(workload) ?? [])),
      },
      { type: 'replace', resource: 'networkpolicies', objects: names.flatMap(policiesOf) },
      ...resourceNames.map((resource): SnapshotChange => ({
        type: 'coverage',
        resource,
        coverage: { state: 'complete' },
      })),
    ],
    asOf,
  );
}

/** Pods that become ready or cease to be, with their slices: what a watch brings in one batch. */
export class ReadinessChanges {
  readonly #snapshot: ClusterSnapshot;
  readonly #pods = new Map<string, Pod>();
  readonly #slices = new Map<string, EndpointSlice>();

  constructor(snapshot: ClusterSnapshot) {
    this.#snapshot = snapshot;
  }

  /** Turns the pod of this number in a workload that has so many. */
  turn(namespace: string, workload: string, index: number): void {
    const partition = this.#snapshot.namespaces.get(namespace);
    const name = `${workload}-7c9f8d6b5-${String(index).padStart(5, '0')}`;
    const sliceName = `${workload}-${String(Math.floor(index / endpointsInSlice))}`;
    const pod = this.#pods.get(`${namespace}/${name}`) ?? partition?.pods.get(name);
    const slice = this.#slices.get(`${namespace}/${sliceName}`) ?? partition?.endpointSlices.get(sliceName);
    if (pod === undefined || slice === undefined) throw new Error(`There is no pod ${namespace}/${name}.`);
    const ready = pod.conditions[0]?.status !== 'True';
    this.#pods.set(`${namespace}/${name}`, {
      ...pod,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containers: pod.containers.map((container) => ({ ...container, ready })),
    });
    const endpoints = slice.endpoints.map((endpoint) =>
      endpoint.targetPod?.name === name ? { ...endpoint, ready, serving: ready } : endpoint,
    );
    this.#slices.set(`${namespace}/${sliceName}`, { ...slice, endpoints });
  }

  changes(): readonly SnapshotChange[] {
    return [
      ...[...this.#pods.values()].map((object): SnapshotChange => ({
        type: 'upsert',
        resource: 'pods',
        object,
      })),
      ...[...this.#slices.values()].map((object): SnapshotChange => ({
        type: 'upsert',
        resource: 'endpointslices',
        object,
      })),
    ];
  }
}
