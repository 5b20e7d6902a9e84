import type { PolicyEnd } from '../policyQuery.ts';
import { type Families, type PolicyLens, seeEnd, type SeenEnd } from './matrixEnds.ts';

/**
 * Ends that no policy tells apart. A node stands in three classes, since its pods and it may always talk: as the pods on
 * other nodes see it (`remote`), as its own pods do (`local`), and as pods of which nobody knows the node (`open`).
 */
export interface MatrixClass {
  readonly locality: 'remote' | 'local' | 'open';
  /** Numbers of the ends; those of a `local` and `open` class are those of the `remote` one before it. */
  readonly members: readonly number[];
  /** Any member stands for all. */
  readonly end: PolicyEnd;
  /** What the members are, under each lens. */
  readonly seen: readonly SeenEnd[];
}

/** All ends of a matrix, sorted into classes. */
export interface MatrixClasses {
  readonly ends: readonly PolicyEnd[];
  readonly classes: readonly MatrixClass[];
  /** The class of each end; for a node its `remote` one, behind which its `local` and its `open` one stand. */
  readonly classOfEnd: Int32Array;
  /** By end, under each lens: where it runs. */
  readonly nodeNames: readonly (readonly (string | undefined)[])[];
  /** By end: a number that only ends of the same pod share; -1 for what is no pod with a network of its own. */
  readonly identity: Int32Array;
}

interface Draft {
  readonly members: number[];
  readonly end: PolicyEnd;
  readonly seen: readonly SeenEnd[];
}

function isNode({ seen }: Draft): boolean {
  return seen.some(({ kind }) => kind === 'node');
}

function classesOf(draft: Draft): readonly MatrixClass[] {
  const { members, end, seen } = draft;
  const localities = isNode(draft) ? (['remote', 'local', 'open'] as const) : (['remote'] as const);
  return localities.map((locality) => ({ locality, members, end, seen }));
}

/** Sorts ends into classes. Under several lenses (before and after a change) a class is one under each of them. */
export function classifyEnds(ends: readonly PolicyEnd[], lenses: readonly PolicyLens[]): MatrixClasses {
  const drafts = new Map<string, Draft>();
  const draftOfEnd: Draft[] = [];
  const pods = new Map<object, number>();
  const identity = new Int32Array(ends.length).fill(-1);
  const nodeNames = lenses.map((): (string | undefined)[] => []);
  ends.forEach((end, index) => {
    const seen = lenses.map((lens) => seeEnd(lens, end));
    seen.forEach(({ nodeName }, lens) => nodeNames[lens]?.push(nodeName));
    const pod = seen.find((each) => each.pod !== undefined)?.pod;
    if (pod !== undefined) {
      const number = pods.get(pod) ?? index;
      pods.set(pod, number);
      identity[index] = number;
    }
    const key = seen.length === 1 ? (seen[0]?.key ?? '') : JSON.stringify(seen.map((each) => each.key));
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = { members: [], end, seen };
      drafts.set(key, draft);
    }
    draft.members.push(index);
    draftOfEnd.push(draft);
  });
  const classes: MatrixClass[] = [];
  const numbers = new Map<Draft, number>();
  for (const draft of drafts.values()) {
    numbers.set(draft, classes.length);
    classes.push(...classesOf(draft));
  }
  const classOfEnd = Int32Array.from(draftOfEnd, (draft) => numbers.get(draft) ?? 0);
  return { ends, classes, classOfEnd, nodeNames, identity };
}

/** The only family that a connection between two ends can have; `undefined` when there are several, or none is known. */
export function commonFamily(lens: PolicyLens, one: Families, other: Families): 4 | 6 | undefined {
  if (lens.family !== undefined) return lens.family;
  const common = one & other;
  return common === 1 ? 4 : common === 2 ? 6 : undefined;
}
