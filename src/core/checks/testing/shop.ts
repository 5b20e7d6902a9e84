import type { Pod } from '../../model/clusterSnapshot.ts';
import type { PodStartup } from '../../model/podStartup.ts';
import { requestOf } from '../../probes/defineProbe.ts';
import { podEventsProbe } from '../../probes/podEventsProbe.ts';
import type { Behaviour } from '../../testing/simulatedNetwork.ts';
import { pod, service, slicesFor, type SnapshotParts } from '../../testing/snapshotBuilder.ts';

/** The source of every question. */
export const client = pod('shop', 'client-0', { app: 'client' }, { podIPs: ['10.244.1.2'] });
/** A healthy pod that listens on 8080. */
export const web0 = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
/** The same pod, running and not ready. */
export const unreadyWeb0 = {
  ...web0,
  conditions: [{ type: 'Ready', status: 'False' as const, message: 'probe failed' }],
};
/** The same pod as one of the Deployment `web`. */
export const owned = {
  ...web0,
  labels: { app: 'web', 'pod-template-hash': 'abc' },
  owner: { kind: 'ReplicaSet', name: 'web-abc', uid: 'u' },
};
/** What a pod waits for that waits for nothing. */
export const startup: PodStartup = {
  readinessGates: [],
  schedulingGates: [],
  nodeSelector: {},
  tolerations: [],
  containers: [],
  initContainers: [],
};
/** The Service in front of it, 80 → 8080. */
export const web = service('shop', 'web', { app: 'web' });
/** All of it: nothing is wrong. */
export const healthyShop: SnapshotParts = {
  pods: [client, web0],
  services: [web],
  endpointSlices: slicesFor(web, [web0]),
};

/** The Deployments of the namespace, as the API lists them; there is no StatefulSet. */
export function workloads(...items: unknown[]): Behaviour {
  return {
    reads: {
      '/apis/apps/v1/namespaces/shop/deployments': { items },
      '/apis/apps/v1/namespaces/shop/statefulsets': { items: [] },
    },
  };
}

/** The Deployment `web`, as the API shows it. */
export function deployment(
  replicas: number,
  labels: object,
  containers: readonly unknown[] = [],
  revision = 1,
): unknown {
  const annotations = { 'deployment.kubernetes.io/revision': String(revision) };
  return {
    metadata: { name: 'web', namespace: 'shop', annotations },
    spec: { replicas, template: { metadata: { labels }, spec: { containers } } },
  };
}

/** One event about a pod, where the API lists it. */
export function events(pod: Pod, reason: string, message: string): Readonly<Record<string, unknown>> {
  const request = requestOf(podEventsProbe, { namespace: pod.namespace, pod: pod.name, uid: pod.uid }, '');
  const path = request.action.kind === 'read' ? request.action.path : '';
  return { [path]: { items: [{ reason, message, type: 'Warning', lastTimestamp: '2026-01-01T00:00:00Z' }] } };
}
