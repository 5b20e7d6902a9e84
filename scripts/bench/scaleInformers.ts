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

const lists: readonly (readonly [
  path: string,
  list: () => Promise<KubernetesListObject<KubernetesObject>>,
])[] = [
  ['/api/v1/namespaces', () => core.listNamespace()],
  ['/api/v1/nodes', () => core.listNode()],
  ['/api/v1/pods', () => core.listPodForAllNamespaces()],
  ['/api/v1/services', () => core.listServiceForAllNamespaces()],
  ['/apis/discovery.k8s.io/v1/endpointslices', () => discovery.listEndpointSliceForAllNamespaces()],
  ['/apis/networking.k8s.io/v1/networkpolicies', () => networking.listNetworkPolicyForAllNamespaces()],
  ['/apis/networking.k8s.io/v1/ingresses', () => networking.listIngressForAllNamespaces()],
  ['/apis/networking.k8s.io/v1/ingressclasses', () => networking.listIngressClass()],
  ['/apis/apps/v1/replicasets', () => apps.listReplicaSetForAllNamespaces()],
  ['/apis/batch/v1/jobs', () => batch.listJobForAllNamespaces()],
  ['/api/v1/events', () => core.listEventForAllNamespaces()],
];

const before = usedBytes();
const informers = lists.map(([path, list]) => makeInformer(config, path, list));
// start() resolves when the first list is in the cache and its watch is under way.
await Promise.all(informers.map((informer) => informer.start()));
await untilFinished();
const bytes = usedBytes() - before;
const objects = informers.reduce((sum, informer) => sum + informer.list().length, 0);
if (objects === 0) throw new Error('nothing was listed');
finishWith({ bytes } satisfies StoreResult);
