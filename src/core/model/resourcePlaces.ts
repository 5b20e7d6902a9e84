import type { NamespacePartition } from './clusterSnapshot.ts';
import type { OtherPolicyName, ResourceName } from './coverage.ts';

/** Resources whose objects are in the partition of their namespace. */
export type PartitionResourceName = Exclude<
  ResourceName,
  OtherPolicyName | 'namespaces' | 'nodes' | 'ingressclasses' | 'gatewayclasses' | 'events'
>;

/** The maps of a partition. */
export type PartitionMapName = Exclude<keyof NamespacePartition, 'name' | 'namespace'>;

/** Where the objects of a resource are. Two resources may share a map: then the keys of each begin with its kind. */
export interface ResourcePlace {
  readonly map: PartitionMapName;
  /** What stands before an object's name in its key. */
  readonly prefix: string;
}

export const partitionPlaces: Readonly<Record<PartitionResourceName, ResourcePlace>> = {
  pods: { map: 'pods', prefix: '' },
  services: { map: 'services', prefix: '' },
  endpointslices: { map: 'endpointSlices', prefix: '' },
  networkpolicies: { map: 'networkPolicies', prefix: '' },
  ingresses: { map: 'ingresses', prefix: '' },
  gateways: { map: 'gateways', prefix: '' },
  httproutes: { map: 'gatewayRoutes', prefix: 'HTTPRoute/' },
  grpcroutes: { map: 'gatewayRoutes', prefix: 'GRPCRoute/' },
  tlsroutes: { map: 'gatewayRoutes', prefix: 'TLSRoute/' },
  tcproutes: { map: 'gatewayRoutes', prefix: 'TCPRoute/' },
  udproutes: { map: 'gatewayRoutes', prefix: 'UDPRoute/' },
  replicasets: { map: 'workloadOwners', prefix: 'ReplicaSet/' },
  jobs: { map: 'workloadOwners', prefix: 'Job/' },
};

/** In the order of the places above. */
export const partitionResourceNames = Object.keys(partitionPlaces) as readonly PartitionResourceName[];

/** The maps of a partition, each once. */
export const partitionMapNames: readonly PartitionMapName[] = [
  ...new Set(Object.values(partitionPlaces).map(({ map }) => map)),
];

/** Which map of a snapshot holds the objects of a resource that no namespace has. */
export const clusterMaps = {
  nodes: 'nodes',
  ingressclasses: 'ingressClasses',
  gatewayclasses: 'gatewayClasses',
} as const;
export type ClusterResourceName = keyof typeof clusterMaps;
