/** A port that a pod's container declares under a name. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

export type WorldLabels = Readonly<Record<string, string>>;

export interface WorldNamespace {
  readonly name: string;
  /** Without `kubernetes.io/metadata.name`, which the API server adds. */
  readonly labels: WorldLabels;
}

export interface WorldPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: WorldLabels;
  readonly node: string;
  /** IPv4; the node's own for a pod on the host network. */
  readonly address: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly NamedPort[];
}

export interface WorldNode {
  readonly name: string;
  readonly address: string;
  /** The range that its pods get their addresses from. */
  readonly podRange: string;
}

/** A host outside of the cluster, which serves the same ports as the pods. */
export interface OutsideHost {
  readonly name: string;
  readonly address: string;
}

/**
 * A small cluster that policies are tried on: three namespaces with three pods each, on two nodes, a pod on the host
 * network of each node, and hosts outside. Every pod and host serves each of {@link servedPorts}.
 */
export interface World {
  readonly namespaces: readonly WorldNamespace[];
  readonly pods: readonly WorldPod[];
  readonly nodes: readonly WorldNode[];
  readonly outside: readonly OutsideHost[];
}

/** What everybody serves. SCTP is for policies alone: not every kernel has it. */
export const servedPorts = [
  { port: 80, protocol: 'TCP' },
  { port: 81, protocol: 'TCP' },
  { port: 80, protocol: 'UDP' },
  { port: 81, protocol: 'UDP' },
] as const;

/** What differs from cluster to cluster; the rest of a world is fixed. */
export interface WorldPlaces {
  readonly nodes: readonly WorldNode[];
  readonly outside: readonly OutsideHost[];
  /** The address of a pod that is not on the host network. */
  readonly podAddress: (namespace: string, name: string) => string;
}

/** Namespaces that share some labels and lack others, so that each operator of a selector tells them apart. */
export const worldNamespaces: readonly WorldNamespace[] = [
  { name: 'x', labels: { team: 'red', tier: 'front' } },
  { name: 'y', labels: { team: 'blue', tier: 'front' } },
  { name: 'z', labels: { team: 'blue' } },
];

/** With a label of those that controllers add, which not every enforcer looks at. */
const podLabels: Readonly<Record<string, WorldLabels>> = {
  a: { pod: 'a', app: 'web', 'pod-template-hash': '1' },
  b: { pod: 'b', app: 'web', stage: 'canary', 'pod-template-hash': '2' },
  c: { pod: 'c', app: 'db' },
  h: { pod: 'h', app: 'web' },
};

/**
 * Names for ports: `http` and `echo` mean the same in every pod, `admin` another number in `c`, and `only-xa` exists in
 * one pod alone. `metrics` is a name that the cluster's DNS servers declare too, for another number.
 */
function namedPorts(namespace: string, name: string): readonly NamedPort[] {
  const shared: readonly NamedPort[] = [
    { name: 'http', port: 80, protocol: 'TCP' },
    { name: 'echo', port: 81, protocol: 'UDP' },
    { name: 'admin', port: name === 'c' ? 80 : 81, protocol: 'TCP' },
  ];
  if (namespace === 'x' && name === 'a') return [...shared, { name: 'only-xa', port: 80, protocol: 'UDP' }];
  if (namespace === 'y' && name === 'b') return [...shared, { name: 'metrics', port: 81, protocol: 'TCP' }];
  return shared;
}

/** The names that a policy may use for ports; the last is declared by nobody. */
export const portNames = ['http', 'echo', 'admin', 'only-xa', 'metrics', 'nowhere'] as const;

/** The world on a certain cluster. Pods of a namespace alternate between the first two nodes. */
export function worldAt({ nodes, outside, podAddress }: WorldPlaces): World {
  const pods = worldNamespaces.flatMap(({ name: namespace }, namespaceIndex) =>
    ['a', 'b', 'c'].map((name, index): WorldPod => {
      const node = nodes[(namespaceIndex + index) % 2]?.name ?? '';
      const address = podAddress(namespace, name);
      const labels = podLabels[name] ?? {};
      const ports = namedPorts(namespace, name);
      return { namespace, name, labels, node, address, hostNetwork: false, ports };
    }),
  );
  const hostNetworkPods = nodes.slice(0, 2).map((node, index): WorldPod => ({
    namespace: worldNamespaces[index]?.name ?? '',
    name: 'h',
    labels: podLabels['h'] ?? {},
    node: node.name,
    address: node.address,
    hostNetwork: true,
    ports: namedPorts('', 'h'),
  }));
  return { namespaces: worldNamespaces, pods: [...pods, ...hostNetworkPods], nodes, outside };
}

const exampleNodes: readonly WorldNode[] = [
  { name: 'node1', address: '10.89.0.11', podRange: '10.244.0.0/24' },
  { name: 'node2', address: '10.89.0.12', podRange: '10.244.1.0/24' },
];

/** The world on a cluster that exists on paper only, for tests without a cluster. */
export const exampleWorld: World = worldAt({
  nodes: exampleNodes,
  outside: [
    { name: 'gateway', address: '10.89.0.1' },
    { name: 'partner', address: '198.51.100.7' },
    { name: 'internet', address: '203.0.113.9' },
  ],
  podAddress: (namespace, name) => {
    const order = 'xyz'.indexOf(namespace) * 3 + 'abc'.indexOf(name);
    const node = ('xyz'.indexOf(namespace) + 'abc'.indexOf(name)) % 2;
    return `10.244.${String(node)}.${String(10 + order * 7)}`;
  },
});
