type Raw = Readonly<Record<string, unknown>>;

/** More pods of one workload than this tell nothing new, and a wrong number must not use up the memory. */
const maximumPods = 1000;

function record(raw: unknown): Raw {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Raw) : {};
}

function listOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

/** What a pod's status would say if everything went well. Without node and addresses: nobody knows those yet. */
function healthyStatus(spec: Raw): Raw {
  const status = (container: unknown): Raw => ({
    name: record(container)['name'],
    ready: true,
    started: true,
    restartCount: 0,
    image: record(container)['image'] ?? '',
    state: { running: {} },
  });
  const sidecars = listOf(spec['initContainers']).filter(
    (container) => record(container)['restartPolicy'] === 'Always',
  );
  return {
    phase: 'Running',
    conditions: [
      { type: 'ContainersReady', status: 'True' },
      { type: 'Ready', status: 'True' },
    ],
    containerStatuses: listOf(spec['containers']).map(status),
    initContainerStatuses: sidecars.map(status),
  };
}

/** A pod manifest as if it ran: for a pod that carries no status. */
export function withHealthyStatus(pod: unknown): unknown {
  const raw = record(pod);
  return Object.keys(record(raw['status'])).length === 0
    ? { ...raw, status: healthyStatus(record(raw['spec'])) }
    : pod;
}

/** How a kind of workload says what its pods are and how many there are. */
interface WorkloadKind {
  readonly kind: string;
  /** '' for the core group. */
  readonly apiGroups: readonly string[];
  /** The field of spec with the number of pods; absent for kinds whose number nobody knows, which count as one. */
  readonly replicas?: string;
  /** The pod template; the template of the spec when absent. */
  readonly template?: (raw: Raw) => Raw;
}

const virtualMachineLabels = (name: unknown): Raw => ({
  'kubevirt.io': 'virt-launcher',
  ...(typeof name === 'string' ? { 'vm.kubevirt.io/name': name } : {}),
});

/**
 * The pod in which KubeVirt runs a machine: the labels of the template, its own beside them, and the ports of the interfaces, which
 * are those of the machine (kubevirt.io/v1 VirtualMachineInstance, virt-controller's template service).
 */
function machineTemplate(name: unknown, template: Raw): Raw {
  const metadata = record(template['metadata']);
  const spec = record(template['spec']);
  const devices = record(record(spec['domain'])['devices']);
  const ports = listOf(devices['interfaces']).flatMap((each) => listOf(record(each)['ports']));
  return {
    metadata: { ...metadata, labels: { ...virtualMachineLabels(name), ...record(metadata['labels']) } },
    spec: {
      containers: [
        {
          name: 'compute',
          ports: ports.map((port) => {
            const { port: containerPort, ...rest } = record(port);
            return { ...rest, containerPort };
          }),
        },
      ],
    },
  };
}

const workloadKinds: readonly WorkloadKind[] = [
  { kind: 'Deployment', apiGroups: ['apps'], replicas: 'replicas' },
  { kind: 'StatefulSet', apiGroups: ['apps'], replicas: 'replicas' },
  { kind: 'ReplicaSet', apiGroups: ['apps'], replicas: 'replicas' },
  { kind: 'ReplicationController', apiGroups: [''], replicas: 'replicas' },
  // OpenShift served it in the core group once.
  { kind: 'DeploymentConfig', apiGroups: ['apps.openshift.io', ''], replicas: 'replicas' },
  // One pod a node, and no nodes are known.
  { kind: 'DaemonSet', apiGroups: ['apps'] },
  { kind: 'Job', apiGroups: ['batch'], replicas: 'parallelism' },
  {
    kind: 'CronJob',
    apiGroups: ['batch'],
    template: (raw) => record(record(record(record(raw['spec'])['jobTemplate'])['spec'])['template']),
  },
  {
    kind: 'VirtualMachine',
    apiGroups: ['kubevirt.io'],
    template: (raw) =>
      machineTemplate(record(raw['metadata'])['name'], record(record(raw['spec'])['template'])),
  },
  {
    kind: 'VirtualMachineInstance',
    apiGroups: ['kubevirt.io'],
    template: (raw) => machineTemplate(record(raw['metadata'])['name'], raw),
  },
  {
    kind: 'VirtualMachineInstanceReplicaSet',
    apiGroups: ['kubevirt.io'],
    replicas: 'replicas',
    template: (raw) => machineTemplate(undefined, record(record(raw['spec'])['template'])),
  },
];

/** The workload kind of this name and API group; `undefined` when it makes no pods that are known. */
export function workloadKindOf({
  kind,
  apiGroup,
}: {
  readonly kind: string;
  readonly apiGroup: string;
}): WorkloadKind | undefined {
  return workloadKinds.find((own) => own.kind === kind && own.apiGroups.includes(apiGroup));
}

/** A machine that is stopped has no pod (kubevirt.io/v1 VirtualMachineSpec: running, runStrategy). */
function isStopped(spec: Raw): boolean {
  return spec['running'] === false || spec['runStrategy'] === 'Halted';
}

function replicasOf({ kind, replicas }: WorkloadKind, spec: Raw): number {
  if (kind === 'VirtualMachine' && isStopped(spec)) return 0;
  const count = replicas === undefined ? undefined : spec[replicas];
  if (typeof count !== 'number' || !Number.isInteger(count)) return 1;
  return Math.min(Math.max(count, 0), maximumPods);
}

/**
 * The pods that stand for a workload manifest: as many as it asks for, named NAME-0, NAME-1, …, running and ready, on no
 * node and without addresses. Raw API objects; `undefined` for any other kind.
 */
export function podsOfWorkload(workload: unknown): readonly unknown[] | undefined {
  const raw = record(workload);
  const kind = typeof raw['kind'] === 'string' ? raw['kind'] : '';
  const apiVersion = typeof raw['apiVersion'] === 'string' ? raw['apiVersion'] : '';
  const apiGroup = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const own = workloadKindOf({ kind, apiGroup });
  if (own === undefined) return undefined;
  const spec = record(raw['spec']);
  const template = own.template?.(raw) ?? record(spec['template']);
  const metadata = record(raw['metadata']);
  const templateMetadata = record(template['metadata']);
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  return Array.from({ length: replicasOf(own, spec) }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...templateMetadata,
      name: `${name}-${index}`,
      namespace: metadata['namespace'],
      uid: '',
      ownerReferences: [{ apiVersion: raw['apiVersion'], kind, name, uid: '', controller: true }],
    },
    spec: template['spec'],
    status: healthyStatus(record(template['spec'])),
  }));
}
