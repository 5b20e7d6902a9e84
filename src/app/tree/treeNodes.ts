import type { TopologyState } from '../../core/model/topologyState.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';

/** An item of the tree that says something and stands for nothing. */
export function messageNode(id: string, label: string, state: TopologyState, description = ''): TreeNode {
  return {
    id: `message/${id}`,
    kind: 'message',
    label,
    description,
    tooltip: description === '' ? label : `${label} (${description})`,
    state,
    hasChildren: false,
  };
}

/** By code points: the order of kubectl, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
