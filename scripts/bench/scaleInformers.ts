import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
  NetworkingV1Api,
} from '@kubernetes/client-node';
import { finishWith, untilFinished, usedBytes } from './scaleChild.ts';
import type { StoreResult } from './scaleStore.ts';

// node scripts/bench/scaleInformers.ts KUBECONFIG: the memory of client-node's own informers of the resources that a session
// keeps. Prints a StoreResult.

const [kubeconfig = ''] = process.argv.slice(2);
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(CoreV1Api);
const networking = config.makeApiClient(NetworkingV1Api);
const apps = config.makeApiClient(AppsV1Api);
const batch = config.makeApiClient(BatchV1Api);
const discovery = config.makeApiClient(DiscoveryV1Api);

type AnyList = KubernetesListObject<KubernetesObject>;
type ListPage = (page: { readonly limit: number; readonly _continue?: string }) => Promise<AnyList>;

const pages: readonly (readonly [path: string, list: ListPage])[] = [
  ['/api/v1/namespaces', (page) => core.listNamespace(page)],
  ['/api/v1/nodes', (page) => core.listNode(page)],
  ['/api/v1/pods', (page) => core.listPodForAllNamespaces(page)],
  ['/api/v1/services', (page) => core.listServiceForAllNamespaces(page)],
  ['/apis/discovery.k8s.io/v1/endpointslices', (page) => discovery.listEndpointSliceForAllNamespaces(page)],
  [
    '/apis/networking.k8s.io/v1/networkpolicies',
    (page) => networking.listNetworkPolicyForAllNamespaces(page),
  ],
  ['/apis/networking.k8s.io/v1/ingresses', (page) => networking.listIngressForAllNamespaces(page)],
  ['/apis/networking.k8s.io/v1/ingressclasses', (page) => networking.listIngressClass(page)],
  ['/apis/apps/v1/replicasets', (page) => apps.listReplicaSetForAllNamespaces(page)],
  ['/apis/batch/v1/jobs', (page) => batch.listJobForAllNamespaces(page)],
  ['/api/v1/events', (page) => core.listEventForAllNamespaces(page)],
];

/** One list for an informer, which asks for no pages itself: of 20,000 pods in one answer it would have to hold the text too. */
async function listAll(list: ListPage): Promise<AnyList> {
  const items: KubernetesObject[] = [];
  for (let token: string | undefined; ;) {
    const page: AnyList = await list({ limit: 500, ...(token === undefined ? {} : { _continue: token }) });
    items.push(...page.items);
    token = page.metadata?._continue;
    if (token === undefined || token === '') return { ...page, items };
  }
}

const before = usedBytes();
const informers = pages.map(([path, list]) => makeInformer(config, path, () => listAll(list)));
for (const informer of informers) {
  informer.on('error', (error: unknown) => {
    process.stderr.write(`an informer failed: ${String(error)}\n`);
    process.exitCode = 1;
  });
}
// start() resolves when the first list is in the cache and its watch is under way.
await Promise.all(informers.map((informer) => informer.start()));
await untilFinished();
const bytes = usedBytes() - before;
const objects = informers.reduce((sum, informer) => sum + informer.list().length, 0);
finishWith({ bytes, objects } satisfies StoreResult);
