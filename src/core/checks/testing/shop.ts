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
export function deployment(replicas: number, labels: object, containers: readonly unknown[] = []): unknown {
  return {
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas, template: { metadata: { labels }, spec: { containers } } },
  };
}
