import { snapshotToDocument } from '../../../src/core/documents/snapshotConversion.ts';
import type { PolicyManifest } from '../../policy/arbitraries/policyManifest.ts';
import { servedPorts } from '../../policy/arbitraries/world.ts';
import { judgeMatrix, type MatrixJudgement } from '../../policy/observed/judgeMatrix.ts';
import { describeCell, tableOf, type ObservedMatrix } from '../../policy/observed/observedMatrix.ts';
import { observeCells, worldCells, worldEnds, type ObservedCell } from './observeMatrix.ts';
import type { PolicyStage } from './policyStage.ts';

/** What came of trying one set of policies. */
export interface Trial {
  readonly judgement: MatrixJudgement;
  /** Connections that were tried a second time, because the first went otherwise than predicted. */
  readonly triedAgain: number;
  /** Everything that was seen, to be judged again without a cluster. */
  readonly matrix: ObservedMatrix;
}

/** Without an answer in this time a connection is denied; the packets stay on one machine. */
const firstTimeout = 1000;

/** A busy machine may be late once. What is a fact about policies is seen again. */
const secondTimeout = 8000;

/** Puts policies on the cluster, tries every connection of its world, and compares with what the engine says. */
export async function tryPolicies(stage: PolicyStage, policies: readonly PolicyManifest[]): Promise<Trial> {
  await stage.enforce(policies);
  const before = await stage.snapshot();
  const first = await observeCells(stage, worldCells(stage.world), firstTimeout);
  const doubtful = judgeMatrix(before, first).mismatches.map(({ cell }) => cell);
  const second = doubtful.length === 0 ? [] : await observeCells(stage, doubtful, secondTimeout);
  // Something beside the world may have changed meanwhile, such as a pod that ended with its port names.
  const snapshot = doubtful.length === 0 ? before : await stage.snapshot();
  const seen = new Map([...first, ...second].map((each) => [describeCell(each.cell), each] as const));
  const cells: readonly ObservedCell[] = [...seen.values()];
  const ends = worldEnds(stage.world);
  return {
    judgement: judgeMatrix(snapshot, cells),
    triedAgain: doubtful.length,
    matrix: {
      schema: 'podpath/observed-policies/v1',
      enforcer: stage.enforcer,
      snapshot: snapshotToDocument(snapshot),
      ends,
      ports: servedPorts,
      observed: tableOf(ends, servedPorts, (cell) => seen.get(describeCell(cell))?.observed),
    },
  };
}
