import type { TopologyState } from '../../core/model/topologyState.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';

/** How an item of the network tree looks, and what its menus are chosen by. */
export interface TreeItemLook {
  /** Id of a codicon. */
  readonly icon: string;
  /** Id of a theme colour; absent: the icon's own. */
  readonly color?: string;
  readonly contextValue: string;
}

/** The icon of a thing whose state needs no attention. */
const kindIcons: Readonly<Record<TreeNode['kind'], string>> = {
  namespace: 'symbol-namespace',
  service: 'symbol-interface',
  ingress: 'globe',
  gateway: 'globe',
  route: 'git-branch',
  port: 'plug',
  endpoint: 'circle-outline',
  message: 'info',
};

/** State is told by shape first; colour only underlines it. */
const stateIcons: Readonly<
  Partial<Record<TopologyState, { readonly icon: string; readonly color: string }>>
> = {
  error: { icon: 'error', color: 'list.errorForeground' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  unknown: { icon: 'question', color: 'descriptionForeground' },
  inactive: { icon: 'circle-slash', color: 'disabledForeground' },
};

/** Decides icon, colour and context value of an item. */
export function treeItemLook(node: TreeNode): TreeItemLook {
  const contextValue = contextValueOf(node);
  const byState = stateIcons[node.state];
  if (byState !== undefined) return { ...byState, contextValue };
  if (node.id === 'message/connecting' || node.id === 'message/loading')
    return { icon: 'loading~spin', contextValue };
  if (node.kind === 'endpoint') return { icon: 'pass', color: 'testing.iconPassed', contextValue };
  return { icon: kindIcons[node.kind], contextValue };
}

function contextValueOf({ kind, reference }: TreeNode): string {
  if (kind === 'endpoint' && reference?.kind === 'pod') return 'podpath.endpoint.pod';
  return `podpath.${kind}`;
}
