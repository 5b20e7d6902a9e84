import { nodeAgents } from '../dataplane/nodeAgents.ts';
import type { Remediation } from '../diagnosis/diagnosis.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { joinCommand } from '../probes/commandLine.ts';

/** How kube-proxy is restarted on one node: by deleting its pod, where a DaemonSet makes a new one. */
export function restartKubeProxy(snapshot: ClusterSnapshot, node: string): Remediation {
  const pod = nodeAgents(snapshot, node).find(({ kind }) => kind === 'kube-proxy')?.pod;
  const watch =
    'If it falls behind again its log says why: it may be stopped, starved, or cut off from the API server.';
  if (pod?.owner?.kind !== 'DaemonSet') {
    return {
      text: `Restart kube-proxy on node ${node}; on a node without a pod of it, it is a service of the system or a part of the distribution’s agent. ${watch}`,
      commands: [],
    };
  }
  return {
    text: `Restart kube-proxy on node ${node}: DaemonSet ${pod.owner.name} makes a new pod, which writes all rules again. ${watch}`,
    commands: [joinCommand(['kubectl', 'delete', 'pod', '-n', pod.namespace, pod.name])],
  };
}
