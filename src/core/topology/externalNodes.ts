import { formatReference } from '../model/reference.ts';
import type { TopologyNode } from './topology.ts';

/** The id of what stands for clients from outside the cluster in one namespace. */
export function clientsId(namespace: string): string {
  return `clients/${namespace}`;
}

/**
 * Something that is no object of the cluster: an address, a domain, the clients.
 * @param key what tells it apart in its namespace; the clients have none
 */
export function externalNode(
  namespace: string,
  key: string | undefined,
  name: string,
  objectKind: string,
  badge: string,
): TopologyNode {
  return {
    id: key === undefined ? clientsId(namespace) : `outside/${namespace}/${key}`,
    kind: 'external',
    namespace,
    name,
    objectKind,
    state: 'unknown',
    stateReason: 'is outside the cluster and is not checked from here',
    badge,
    parent: formatReference({ kind: 'namespace', name: namespace }),
  };
}

/**
 * A Service that something of a namespace names and that is not there.
 * @param unreadable why nobody can tell whether it is there; absent when it surely is not
 */
export function missingServiceNode(
  namespace: string,
  wanted: { readonly namespace: string; readonly name: string },
  unreadable?: string,
): TopologyNode {
  const [key, name] = [`${wanted.namespace}/${wanted.name}`, `${wanted.name}.${wanted.namespace}`];
  if (unreadable !== undefined) {
    return { ...externalNode(namespace, key, name, 'Service', 'not readable'), stateReason: unreadable };
  }
  return {
    ...externalNode(namespace, key, name, 'Missing Service', 'missing'),
    stateReason: 'does not exist',
  };
}
