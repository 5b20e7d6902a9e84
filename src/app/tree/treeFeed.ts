import type { TreeNode } from '../../protocol/treeProtocol.ts';

/** Starts with the id of a parent and goes on with a separator: below it in the tree. */
function isBelow(id: string | undefined, ancestor: string | undefined): boolean {
  if (ancestor === undefined) return id !== undefined;
  if (id === undefined) return false;
  if (ancestor.startsWith('namespace/')) return id.startsWith(`${ancestor.slice('namespace/'.length)}/`);
  return id.startsWith(`${ancestor}#`);
}

/** What did not change between two snapshots is mostly the same object: only the others are compared in full. */
function sameNodes(left: readonly TreeNode[], right: readonly TreeNode[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return left.every((node, index) => {
    const other = right[index];
    return node === other || JSON.stringify(node) === JSON.stringify(other);
  });
}

/**
 * Remembers which children a tree has been given, so that it is told of a change only where something that it shows is
 * different. An item is drawn by its parent's list: a new label is a change of the parent.
 */
export class TreeFeed {
  readonly #children: (id: string | undefined) => readonly TreeNode[];
  readonly #given = new Map<string | undefined, readonly TreeNode[]>();

  /** @param children computes the children of an item as they are now */
  constructor(children: (id: string | undefined) => readonly TreeNode[]) {
    this.#children = children;
  }

  /** The children as they are now; the tree shows them from now on. */
  give(id?: string): TreeNode[] {
    const nodes = this.#children(id);
    this.#given.set(id, nodes);
    return [...nodes];
  }

  /**
   * The items whose children are not what the tree shows, topmost only: the tree asks anew for everything below them.
   * What it was given there is forgotten.
   */
  takeChanges(): (string | undefined)[] {
    const changed = [...this.#given]
      .filter(([id, given]) => !sameNodes(this.#children(id), given))
      .map(([id]) => id);
    const topmost = changed.filter((id) => !changed.some((other) => other !== id && isBelow(id, other)));
    for (const ancestor of topmost) {
      for (const id of [...this.#given.keys()]) {
        if (id === ancestor || isBelow(id, ancestor)) this.#given.delete(id);
      }
    }
    return topmost;
  }
}
