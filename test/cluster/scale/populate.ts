import { readNumber, readRecord } from '../../../src/core/model/readField.ts';
import type { Progress } from '../progress.ts';
import { waitFor } from '../waitFor.ts';
import {
  handMadeSlice,
  ingressObjects,
  namespaceObject,
  nodeObject,
  policyObjects,
  serviceObject,
} from './objects/networkObjects.ts';
import { podName, podObject, templateHash, type PodOwner } from './objects/podObject.ts';
import { replicaSetObject, workloadObject, workloadPaths } from './objects/workloadObjects.ts';
import type { NamespacePlan, ServicePlan, WorkloadPlan, WorldPlan } from './objects/worldPlan.ts';
import { inParallel, uidOf, type ScaleApi } from './scaleApi.ts';

/** Requests under way at once: enough to keep two cores of an API server busy. */
const width = 24;

/** Longest wait for controllers and fake kubelets, on a machine that is busy with other things too. */
const settleTimeout = 600_000;

/** The path of a namespace's collection. */
export function collectionPath(root: string, namespace: string, plural: string): string {
  return `${root}/namespaces/${namespace}/${plural}`;
}

/** Makes a workload with what its controllers would make but for the pods; resolves with the pods' owner. */
export async function createWorkload(api: ScaleApi, workload: WorkloadPlan): Promise<PodOwner> {
  const { kind, namespace, name } = workload;
  const object = workloadObject(workload);
  const { root, plural } = workloadPaths[kind];
  // As a GitOps controller leaves it: server-side apply; the rest as helm's client writes it.
  const applied = name.endsWith('0') || name.endsWith('5');
  const collection = collectionPath(root, namespace, plural);
  const created = applied
    ? await api.send('PATCH', `${collection}/${name}`, {
        body: object,
        manager: 'argocd-controller',
        patch: 'apply',
      })
    : await api.send('POST', collection, { body: object, manager: 'helm' });
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
  if (kind !== 'Deployment') return { apiVersion, kind, name, uid: uidOf(created) };
  const replicas = workloadPaths.ReplicaSet;
  const set = await api.send('POST', collectionPath(replicas.root, namespace, replicas.plural), {
    body: replicaSetObject(workload, uidOf(created)),
    manager: 'kube-controller-manager',
  });
  const setName = `${name}-${templateHash(workload)}`;
  await reportReplicas(api, workload, setName);
  return { apiVersion, kind: 'ReplicaSet', name: setName, uid: uidOf(set) };
}

/** What the ReplicaSet controller writes once the pods exist: clients tell by it which sets are in use. */
export async function reportReplicas(api: ScaleApi, workload: WorkloadPlan, name: string): Promise<void> {
  const { replicas, notReady, namespace } = workload;
  const ready = replicas - notReady;
  const { root, plural } = workloadPaths.ReplicaSet;
  await api.send('PATCH', `${collectionPath(root, namespace, plural)}/${name}/status`, {
    body: {
      status: { replicas, fullyLabeledReplicas: replicas, readyReplicas: ready, availableReplicas: ready },
    },
    manager: 'kube-controller-manager',
    patch: 'merge',
  });
}

/** Makes one pod as its controller does. */
export async function createPod(
  api: ScaleApi,
  workload: WorkloadPlan,
  owner: PodOwner,
  name: string,
  node: string,
  ready: boolean,
): Promise<void> {
  await api.send('POST', collectionPath('/api/v1', workload.namespace, 'pods'), {
    body: podObject(workload, owner, name, node, ready),
    manager: 'kube-controller-manager',
  });
}

/** Makes a Service, and by hand the endpoints of one without a selector. */
export async function createService(api: ScaleApi, service: ServicePlan): Promise<void> {
  const { namespace } = service;
  await api.send('POST', collectionPath('/api/v1', namespace, 'services'), {
    body: serviceObject(service),
    manager: 'helm',
  });
  if (service.kind === 'ExternalName' || service.selector !== undefined) return;
  await api.send('POST', collectionPath('/apis/discovery.k8s.io/v1', namespace, 'endpointslices'), {
    body: handMadeSlice(service),
    manager: 'kubectl-create',
  });
}

async function createNamespace(api: ScaleApi, plan: NamespacePlan): Promise<void> {
  if (plan.name !== 'kube-system') {
    await api.send('POST', '/api/v1/namespaces', { body: namespaceObject(plan), manager: 'kubectl-create' });
  }
  // Pods are refused until the controller has made it.
  await waitFor(
    `the service account of ${plan.name}`,
    () =>
      api.send('GET', `${collectionPath('/api/v1', plan.name, 'serviceaccounts')}/default`).then(() => true),
    { timeout: settleTimeout },
  );
}

async function createNetworkObjects(api: ScaleApi, plan: NamespacePlan): Promise<void> {
  const root = '/apis/networking.k8s.io/v1';
  for (const body of policyObjects(plan)) {
    const path = collectionPath(root, plan.name, 'networkpolicies');
    await api.send('POST', path, { body, manager: 'kubectl-client-side-apply' });
  }
  for (const body of ingressObjects(plan)) {
    await api.send('POST', collectionPath(root, plan.name, 'ingresses'), { body, manager: 'helm' });
  }
}

/** How many objects of a collection there are, without reading them. */
export async function countObjects(api: ScaleApi, path: string): Promise<number> {
  const { metadata } = await api.send('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1`);
  const first = readRecord({ metadata }, 'metadata');
  return 1 + (readNumber(first, 'remainingItemCount') ?? 0);
}

/** How many pods have an address from their fake kubelet already. */
async function countStarted(api: ScaleApi): Promise<number> {
  // A list with a field selector does not say how many remain, so it counts who is still pending.
  const pending = await api.send(
    'GET',
    '/api/v1/pods?fieldSelector=status.phase%3DPending&resourceVersion=0',
  );
  return Array.isArray(pending['items']) ? pending['items'].length : 0;
}

/** Makes everything of a plan and awaits that pods run and slices are written. */
export async function populate(
  api: ScaleApi,
  world: WorldPlan,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  const { nodes, namespaces } = world;
  const stopIfAborted = (): void => {
    signal?.throwIfAborted();
  };
  await inParallel(nodes, width, async (name, index) => {
    await api.send('POST', '/api/v1/nodes', { body: nodeObject(name, index), manager: 'kubelet' });
  });
  await api.send('POST', '/apis/networking.k8s.io/v1/ingressclasses', {
    body: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    },
    manager: 'helm',
  });
  await inParallel(namespaces, width, (plan) => createNamespace(api, plan));
  const workloads = namespaces.flatMap((plan) => plan.workloads);
  const pods: (() => Promise<void>)[] = [];
  await inParallel(workloads, width, async (workload) => {
    stopIfAborted();
    const owner = await createWorkload(api, workload);
    for (let index = 0; index < workload.replicas; index++) {
      const order = pods.length;
      const node = nodes[(workload.kind === 'DaemonSet' ? index : order) % nodes.length] ?? '';
      const ready = index >= workload.notReady;
      pods.push(() => createPod(api, workload, owner, podName(workload, index), node, ready));
    }
  });
  progress(`${workloads.length} workloads; creating ${pods.length} pods`);
  await inParallel(pods, width, async (create) => {
    stopIfAborted();
    await create();
  });
  progress('The pods exist; awaiting that they run');
  const options = { timeout: settleTimeout, interval: 500, ...(signal === undefined ? {} : { signal }) };
  await waitFor('the pods to run', async () => (await countStarted(api)) === 0, options);
  const services = namespaces.flatMap((plan) => plan.services);
  await inParallel(services, width, (service) => createService(api, service));
  await inParallel(namespaces, width, (plan) => createNetworkObjects(api, plan));
  // The slice controller makes at least one for each Service with a selector, even when it selects nothing.
  const least = services.filter(({ kind }) => kind !== 'ExternalName').length;
  const slices = '/apis/discovery.k8s.io/v1/endpointslices';
  await waitFor('the slices of all Services', async () => (await countObjects(api, slices)) > least, options);
  progress(`${pods.length} pods, ${services.length} Services, ${namespaces.length} namespaces`);
}
