import type { ClusterSnapshot } from '../../../src/core/model/clusterSnapshot.ts';
import type { ApiObject } from './objects/podObject.ts';
import { collectionPath } from './populate.ts';
import { ApiRefusal, type ScaleApi } from './scaleApi.ts';

const label = 'scale.podpath.test/marker';
const namespace = 'default';
const name = 'marker';

/** One object of each kind whose labels the snapshot has: each kind has a watch of its own that has to catch up. */
const markers: readonly {
  readonly path: string;
  readonly body: ApiObject;
  readonly labelsIn: (snapshot: ClusterSnapshot) => Readonly<Record<string, string>> | undefined;
}[] = [
  {
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    labelsIn: ({ namespaces }) => namespaces.get(name)?.namespace?.labels,
  },
  {
    path: '/api/v1/nodes',
    body: { apiVersion: 'v1', kind: 'Node', metadata: { name } },
    labelsIn: ({ nodes }) => nodes.get(name)?.labels,
  },
  {
    path: collectionPath('/api/v1', namespace, 'pods'),
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name },
      spec: { containers: [{ name, image: 'registry.example.com/marker:1' }] },
    },
    labelsIn: ({ namespaces }) => namespaces.get(namespace)?.pods.get(name)?.labels,
  },
  {
    path: collectionPath('/api/v1', namespace, 'services'),
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name },
      spec: { type: 'ExternalName', externalName: 'marker.example.com' },
    },
    labelsIn: ({ namespaces }) => namespaces.get(namespace)?.services.get(name)?.labels,
  },
  {
    path: collectionPath('/apis/discovery.k8s.io/v1', namespace, 'endpointslices'),
    body: {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace, name },
      addressType: 'IPv4',
      endpoints: [],
    },
    labelsIn: ({ namespaces }) => namespaces.get(namespace)?.endpointSlices.get(name)?.labels,
  },
];

/** Objects that are written last: a snapshot that shows them has seen everything before them. */
export class Markers {
  static async create(api: ScaleApi): Promise<Markers> {
    for (const { path, body } of markers) {
      await api.send('POST', path, { body }).catch((error: unknown) => {
        if (!(error instanceof ApiRefusal) || error.status !== 409) throw error;
      });
    }
    return new Markers();
  }

  async write(api: ScaleApi, round: number): Promise<void> {
    const body = { metadata: { labels: { [label]: String(round) } } };
    await Promise.all(
      markers.map(({ path }) => api.send('PATCH', `${path}/${name}`, { body, patch: 'merge' })),
    );
  }

  seen(snapshot: ClusterSnapshot, round: number): boolean {
    return markers.every(({ labelsIn }) => labelsIn(snapshot)?.[label] === String(round));
  }
}
