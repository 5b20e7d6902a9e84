import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { SessionState } from '../../protocol/engineProtocol.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { connectingNodes, networkTreeChildren, problemNodes } from './networkTree.ts';

/**
 * The children of an item of the tree, or of its root, as a session stands.
 * @param snapshot absent while no cluster is open
 */
export function sessionTreeNodes(
  { phase, problem, cluster }: SessionState,
  snapshot: ClusterSnapshot | undefined,
  id: string | undefined,
): readonly TreeNode[] {
  if (id !== undefined) return snapshot === undefined ? [] : networkTreeChildren(snapshot, id);
  if (phase === 'closed') return [];
  if (phase === 'failed' && problem !== undefined) return problemNodes(problem);
  if (snapshot === undefined || (phase === 'connecting' && snapshot.namespaces.size === 0)) {
    return connectingNodes(cluster?.server ?? '');
  }
  return [...(problem === undefined ? [] : problemNodes(problem)), ...networkTreeChildren(snapshot)];
}
