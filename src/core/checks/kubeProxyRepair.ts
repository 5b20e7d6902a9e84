import { agentsOfNodes, nodeAgents } from '../dataplane/nodeAgents.ts';
import type { Remediation } from '../finding/finding.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { joinCommand } from '../probes/commandLine.ts';

/**
 * The nftables mode takes a chain that exists for one that is written, and empties chains some time before it deletes them
 * (staleChains in pkg/proxy/nftables/proxier.go): what was emptied just before the end of one process stays empty in the next.
 */
const watch =
  'If a rule is still missing then, in nftables mode, delete its tables on the node (nft delete table ip kube-proxy, and ip6) and restart it once more: an emptied chain outlives a restart. If it falls behind again its log says why: it may be stopped, starved, or cut off from the API server.';

function isOfDaemonSet(pod: Pod | undefined): pod is Pod & { readonly owner: NonNullable<Pod['owner']> } {
  return pod?.owner?.kind === 'DaemonSet';
}

/** How kube-proxy is restarted on one node: by deleting its pod, where a DaemonSet makes a new one. */
export function restartKubeProxy(snapshot: ClusterSnapshot, node: string): Remediation {
  const isProxy = ({ kind }: { readonly kind: string }): boolean => kind === 'kube-proxy';
  const own = nodeAgents(snapshot, node).find(isProxy)?.pod;
  if (isOfDaemonSet(own)) {
    return {
      text: `Restart kube-proxy on node ${node}: DaemonSet ${own.owner.name} makes a new pod, which writes all rules again. ${watch}`,
      commands: [joinCommand(['kubectl', 'delete', 'pod', '-n', own.namespace, own.name])],
    };
  }
  const elsewhere = agentsOfNodes(snapshot, () => true).find(
    (agent) => isProxy(agent) && isOfDaemonSet(agent.pod),
  );
  if (own === undefined && isOfDaemonSet(elsewhere?.pod)) {
    const { namespace, owner } = elsewhere.pod;
    return {
      text: `No pod of kube-proxy runs on node ${node}, while DaemonSet ${namespace}/${owner.name} has pods on other nodes: let it have one there. Its nodeSelector and tolerations, and the node’s labels and taints, decide.`,
      commands: [],
    };
  }
  return {
    text: `Restart kube-proxy on node ${node}, or start it where it does not run: as a pod of its DaemonSet, as a service of the system, or as a part of the distribution’s agent. ${watch}`,
    commands: [],
  };
}
