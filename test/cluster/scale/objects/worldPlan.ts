import { startRandom, type Random } from '../../suite/random.ts';

/** What kind of controller a workload is. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';

/** One workload and the size that it has when the cluster has come up. */
export interface WorkloadPlan {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** Labels of its pods beside those that tell the workload. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ports of the main container, the first of which is called `http`. */
  readonly port: number;
  /** A service mesh's proxy runs beside the main container. */
  readonly sidecar: boolean;
  /** How many of its pods are not ready, counted from the first. */
  readonly notReady: number;
}

/** What a Service selects, and what is wrong with it. */
export interface ServicePlan {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'ClusterIP' | 'Headless' | 'NodePort' | 'ExternalName';
  /** Absent: no selector, endpoints are somebody's own. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly targetPort: number | string;
}

/** One namespace with all that is planned in it. */
export interface NamespacePlan {
  readonly name: string;
  readonly team: string;
  readonly workloads: readonly WorkloadPlan[];
  readonly services: readonly ServicePlan[];
  /** Whether ingress is denied by default, and then allowed by workload. */
  readonly isolated: boolean;
  /** Names of Services that an Ingress routes to; some do not exist. */
  readonly routed: readonly string[];
}

/** A whole cluster, as data: the same for the same size and seed. */
export interface WorldPlan {
  readonly seed: number;
  readonly nodes: readonly string[];
  readonly namespaces: readonly NamespacePlan[];
}

const teams = ['atlas', 'borealis', 'cobalt', 'delta', 'ember', 'fjord', 'granite', 'harbor'] as const;
const components = ['api', 'web', 'worker', 'cache', 'gateway', 'search', 'auth', 'store'] as const;

/** The namespace that has half of all pods. */
export const largestNamespace = 'commerce';

/** Pods of one small namespace: 20,000 pods make 113 of them, as in the example. */
const podsOfSmallNamespace = 88;

/**
 * Kubernetes' own limit of pods on a node is 110; kwok's nodes take as many as their range has addresses. Each node has a pod of a
 * DaemonSet, so a small cluster has few.
 */
function nodeCount(pods: number): number {
  const few = Math.min(50, Math.ceil(pods / 10));
  return Math.min(100, Math.max(few, Math.ceil(pods / 200)));
}

/** The labels by which a workload's pods are told from others; its own selector. */
export function selectorOf({ name, namespace }: WorkloadPlan): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': `${name}-${namespace}` };
}

function planWorkload(
  random: Random,
  namespace: string,
  order: number,
  left: number,
  largest: number,
): WorkloadPlan {
  const roll = random.integer(1, 100);
  const kind: WorkloadKind = roll <= 84 ? 'Deployment' : roll <= 96 ? 'StatefulSet' : 'Job';
  const wanted = kind === 'Deployment' ? random.integer(1, largest) : random.integer(1, 5);
  const replicas = Math.min(left, wanted);
  const track = random.integer(1, 10) === 1 ? 'canary' : 'stable';
  return {
    kind,
    namespace,
    name: `${random.pick(components)}-${order}`,
    replicas,
    labels: {
      'app.kubernetes.io/part-of': `suite-${order % 7}`,
      'app.kubernetes.io/version': `${random.integer(1, 9)}.${random.integer(0, 20)}.0`,
      tier: random.pick(['frontend', 'backend', 'data']),
      track,
    },
    port: random.pick([8080, 3000, 9090, 5432]),
    sidecar: random.integer(1, 4) === 1,
    notReady: random.integer(1, 12) === 1 ? random.integer(1, replicas) : 0,
  };
}

function planServices(random: Random, namespace: string, workloads: readonly WorkloadPlan[]): ServicePlan[] {
  const services: ServicePlan[] = [];
  for (const [index, workload] of workloads.entries()) {
    if (workload.kind === 'Job') continue;
    const own = { namespace, name: workload.name, selector: selectorOf(workload), targetPort: 'http' };
    if (workload.kind === 'StatefulSet') services.push({ ...own, kind: 'Headless' });
    else if (random.integer(1, 10) <= 7) {
      services.push({ ...own, kind: random.integer(1, 12) === 1 ? 'NodePort' : 'ClusterIP' });
    }
    if (random.integer(1, 12) === 1) {
      // A part of one workload: those of one track, which here is all or nothing of it.
      const selector = { ...selectorOf(workload), track: 'canary' };
      services.push({ ...own, name: `${workload.name}-canary`, kind: 'ClusterIP', selector });
    }
    if (random.integer(1, 20) === 1) {
      // Broken on purpose: a label that no pod has, as after a rename.
      const selector = { 'app.kubernetes.io/name': `${workload.name}-old` };
      services.push({ ...own, name: `${workload.name}-legacy`, kind: 'ClusterIP', selector });
    }
    if (index % 9 === 0) {
      // Across workloads.
      const partOf = workload.labels['app.kubernetes.io/part-of'] ?? '';
      const selector = { 'app.kubernetes.io/part-of': partOf };
      services.push({ ...own, name: `${partOf}-${index}`, kind: 'ClusterIP', selector });
    }
  }
  services.push({ namespace, name: 'warehouse', kind: 'ExternalName', targetPort: 443 });
  if (random.chance()) services.push({ namespace, name: 'mainframe', kind: 'ClusterIP', targetPort: 1521 });
  return services;
}

function planNamespace(seed: number, name: string, pods: number, largest: number): NamespacePlan {
  const random = startRandom(seed, `namespace ${name}`);
  const workloads: WorkloadPlan[] = [];
  for (let left = pods; left > 0;) {
    const workload = planWorkload(random, name, workloads.length, left, largest);
    workloads.push(workload);
    left -= workload.replicas;
  }
  const services = planServices(random, name, workloads);
  const backends = services.filter(({ kind }) => kind === 'ClusterIP').map((service) => service.name);
  return {
    name,
    team: random.pick(teams),
    workloads,
    services,
    isolated: random.integer(1, 4) === 1,
    // One in five routes to something that is gone.
    routed: [
      ...random.sample(backends, random.integer(1, 3)),
      ...(random.integer(1, 5) === 1 ? ['retired'] : []),
    ],
  };
}

function planSystem(nodes: number): NamespacePlan {
  const agent: WorkloadPlan = {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'node-agent',
    replicas: nodes,
    labels: { tier: 'node' },
    port: 9100,
    sidecar: false,
    notReady: 0,
  };
  const service: ServicePlan = {
    namespace: 'kube-system',
    name: 'node-agent',
    kind: 'ClusterIP',
    selector: selectorOf(agent),
    targetPort: 'http',
  };
  return {
    name: 'kube-system',
    team: 'platform',
    workloads: [agent],
    services: [service],
    isolated: false,
    routed: [],
  };
}

/**
 * Plans a cluster of this many pods: a node agent on each node, half of the others in one namespace with workloads of up to
 * 120 pods, and the rest in small namespaces with workloads of up to 12.
 */
export function planWorld(pods: number, seed: number): WorldPlan {
  const nodes = Array.from({ length: nodeCount(pods) }, (_, index) => `worker-${index}`);
  const small = Math.max(5, Math.floor(pods / 2 / podsOfSmallNamespace));
  const agents = nodes.length;
  const inLargest = Math.floor(pods / 2);
  const rest = pods - inLargest - agents;
  const share = (index: number): number =>
    Math.floor((rest * (index + 1)) / small) - Math.floor((rest * index) / small);
  const others = Array.from({ length: small }, (_, index) =>
    planNamespace(seed, `${teams[index % teams.length] ?? 'team'}-${index}`, share(index), 12),
  );
  const largest = planNamespace(seed, largestNamespace, inLargest, Math.min(120, Math.ceil(inLargest / 20)));
  return { seed, nodes, namespaces: [planSystem(agents), largest, ...others] };
}
