import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { labelValue } from '../model/labels.ts';
import { isReady } from '../model/serviceEndpoints.ts';

/** A program that takes part in the network of a node. */
export type NodeAgentKind =
  | 'kube-proxy'
  | 'cilium'
  | 'calico'
  | 'flannel'
  | 'antrea'
  | 'ovn-kubernetes'
  | 'weave'
  | 'kube-router'
  | 'kindnet'
  | 'aws-vpc-cni'
  | 'azure-cni'
  | 'multus'
  | 'other-cni';

/** A running host-network pod of such a program: its network namespace is the node's. */
export interface NodeAgent {
  readonly kind: NodeAgentKind;
  readonly pod: Pod;
}

/** Words by which an agent is known in the k8s-app, app, component or name label, the pod's name or its image. */
const agentWords: readonly (readonly [NodeAgentKind, RegExp])[] = [
  ['kube-proxy', /(^|[/-])kube-?proxy($|[-:@])/],
  ['cilium', /(^|[/-])cilium($|[-:@](?!operator|envoy|hubble|test))/],
  ['calico', /(^|[/-])(calico-node|canal|calico\/node)($|[-:@])/],
  ['antrea', /(^|[/-])antrea-agent($|[-:@])/],
  ['ovn-kubernetes', /(^|[/-])(ovnkube-node|ovn-kubernetes|ovn-kube)($|[-:@])/],
  ['weave', /(^|[/-])weave-(net|kube)($|[-:@])/],
  ['kube-router', /(^|[/-])kube-router($|[-:@])/],
  ['kindnet', /(^|[/-])kindnetd?($|[-:@])/],
  ['aws-vpc-cni', /(^|[/-])(aws-node|amazon-k8s-cni)($|[-:@])/],
  ['azure-cni', /(^|[/-])azure-(cni|cns)($|[-:@])/],
  ['flannel', /(^|[/-])(kube-flannel|flannel)(-ds)?($|[-:@])/],
  ['multus', /(^|[/-])multus($|[-:@])/],
  ['other-cni', /(^|[/-])cni(-node|-agent|-ds)?($|[-:@])/],
];

function kindOf(pod: Pod): NodeAgentKind | undefined {
  const labels = [
    'k8s-app',
    'app',
    'app.kubernetes.io/name',
    'component',
    'name',
    'app.kubernetes.io/component',
  ];
  const words = [
    ...labels.flatMap((label) => labelValue(pod.labels, label) ?? []),
    ...(pod.owner === undefined ? [] : [pod.owner.name]),
    pod.name,
    ...pod.containers.map(({ image }) => image),
  ];
  return agentWords.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
}

/** The running host-network agents of some nodes, as far as the snapshot shows them, in no particular order. */
export function agentsOfNodes(
  snapshot: ClusterSnapshot,
  isWanted: (node: string) => boolean,
): readonly NodeAgent[] {
  const agents: NodeAgent[] = [];
  for (const partition of snapshot.namespaces.values()) {
    for (const pod of partition.pods.values()) {
      if (!pod.hostNetwork || pod.phase !== 'Running') continue;
      if (pod.nodeName === undefined || !isWanted(pod.nodeName)) continue;
      const kind = kindOf(pod);
      if (kind !== undefined) agents.push({ kind, pod });
    }
  }
  return agents;
}

/** The running host-network agents of one node; ready ones first. */
export function nodeAgents(snapshot: ClusterSnapshot, node: string): readonly NodeAgent[] {
  const rank = ({ pod }: NodeAgent): string => `${isReady(pod) ? 0 : 1} ${pod.namespace}/${pod.name}`;
  return [...agentsOfNodes(snapshot, (name) => name === node)].sort((left, right) =>
    rank(left).localeCompare(rank(right)),
  );
}
