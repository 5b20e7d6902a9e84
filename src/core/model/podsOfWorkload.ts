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
  return raw['status'] === undefined ? { ...raw, status: healthyStatus(record(raw['spec'])) } : pod;
}

function templateOf(kind: string, spec: Raw): Raw | undefined {
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
      return record(spec['template']);
    case 'CronJob':
      return record(record(record(spec['jobTemplate'])['spec'])['template']);
    default:
      return undefined;
  }
}

function replicasOf(kind: string, spec: Raw): number {
  const field = kind === 'Job' ? spec['parallelism'] : spec['replicas'];
  const counted = kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet' || kind === 'Job';
  // A DaemonSet has one pod a node, and no nodes are known; a CronJob one at a time.
  if (!counted || typeof field !== 'number' || !Number.isInteger(field)) return 1;
  return Math.min(Math.max(field, 0), maximumPods);
}

/**
 * The pods that stand for a workload manifest: as many as it asks for, named NAME-0, NAME-1, …, running and ready, on no
 * node and without addresses. Raw API objects; `undefined` for any other kind.
 */
export function podsOfWorkload(workload: unknown): readonly unknown[] | undefined {
  const raw = record(workload);
  const kind = typeof raw['kind'] === 'string' ? raw['kind'] : '';
  const spec = record(raw['spec']);
  const template = templateOf(kind, spec);
  if (template === undefined) return undefined;
  const metadata = record(raw['metadata']);
  const templateMetadata = record(template['metadata']);
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  return Array.from({ length: replicasOf(kind, spec) }, (_, index) => ({
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
