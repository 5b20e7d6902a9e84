import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import type { PolicyManifest } from '../../policy/arbitraries/policyManifest.ts';
import { arbitraryPolicySet } from '../../policy/arbitraries/policySets.ts';
import { describeMismatch } from '../../policy/observed/judgeMatrix.ts';
import { shrinkPolicies } from '../../policy/observed/shrinkPolicies.ts';
import type { SuiteTest } from '../suite/suiteTests.ts';
import type { PolicyStage } from './policyStage.ts';
import { tryPolicies, type Trial } from './trialOfPolicies.ts';

/** What the tests are run with. */
export interface PolicyTestOptions {
  readonly seed: number;
  /** How many random sets of policies are tried. */
  readonly sets: number;
  /** Where some of the matrices are recorded; absent when none is. */
  readonly recordFolder?: string;
  readonly say: (line: string) => void;
}

/** A counterexample is made smaller by trying smaller ones, each of which takes seconds. */
const mostShrinkingTrials = 40;

/** Recorded matrices are replayed with every unit test. */
const mostRecorded = 8;

/** The tests of the policy engine against what a cluster really does. They share one stage, so one runs after the other. */
export function policyTests(stage: PolicyStage, options: PolicyTestOptions): readonly SuiteTest[] {
  const { sets } = options;
  return [
    {
      name: 'cilium: without policies every connection works',
      exclusive: true,
      run: async () => {
        const { judgement } = await tryPolicies(stage, []);
        failForMismatches({ judgement });
        if (judgement.denied > 0) throw new Error(`${String(judgement.denied)} connections do not work`);
      },
    },
    {
      name: `cilium: ${String(sets)} random sets of policies go as the engine says`,
      exclusive: true,
      run: () => tryRandomSets(stage, options),
    },
  ];
}

/** What all trials came to. */
interface Tally {
  cells: number;
  denied: number;
  triedAgain: number;
  readonly differences: Map<string, number>;
}

async function tryRandomSets(stage: PolicyStage, options: PolicyTestOptions): Promise<void> {
  const { seed, sets, recordFolder, say } = options;
  const tally: Tally = { cells: 0, denied: 0, triedAgain: 0, differences: new Map() };
  const recorded = new Set<string>();
  let failed: readonly PolicyManifest[] | undefined;
  const property = fc.asyncProperty(
    arbitraryPolicySet(stage.world, { portRanges: true }),
    async (policies) => {
      const trial = await tryPolicies(stage, policies);
      addTrial(tally, trial);
      if (trial.judgement.mismatches.length > 0) {
        failed = policies;
        return false;
      }
      if (recordFolder !== undefined) record(recordFolder, recorded, trial);
      return true;
    },
  );
  // Shrinking is our own: it leaves out great parts first, because each step takes seconds.
  const outcome = await fc.check(property, { seed, numRuns: sets, endOnFailure: true });
  // A set that could not be tried at all, for example because the cluster is gone.
  if (outcome.failed && failed === undefined) throw outcome.errorInstance;
  const differences = [...tally.differences].sort(([, one], [, other]) => other - one);
  say(
    `          ${String(tally.cells)} connections under ${String(outcome.numRuns)} sets, ${String(tally.denied)} of them denied, ` +
      `${String(tally.triedAgain)} tried again; the API means it otherwise because of:`,
  );
  for (const [because, count] of differences) say(`            ${String(count).padStart(5)} ${because}`);
  if (failed !== undefined) await failForSmallest(stage, failed, seed);
}

function addTrial(tally: Tally, { judgement, triedAgain }: Trial): void {
  tally.cells += judgement.cells;
  tally.denied += judgement.denied;
  tally.triedAgain += triedAgain;
  for (const [because, count] of judgement.dialectDifferences) {
    tally.differences.set(because, (tally.differences.get(because) ?? 0) + count);
  }
}

/** Records a matrix that shows a difference between the API and the enforcer which none recorded so far does. */
function record(folder: string, recorded: Set<string>, { judgement, matrix }: Trial): void {
  const isNew = [...judgement.dialectDifferences.keys()].some((because) => !recorded.has(because));
  if (!isNew || recorded.size >= mostRecorded * 3) return;
  for (const because of judgement.dialectDifferences.keys()) recorded.add(because);
  const name = `policies-${String(matrix.snapshot.networkPolicies.length)}-${String(recorded.size).padStart(2, '0')}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.golden.json`), `${JSON.stringify(matrix)}\n`);
}

/** Makes the failing set as small as it gets, and throws for that. */
async function failForSmallest(
  stage: PolicyStage,
  policies: readonly PolicyManifest[],
  seed: number,
): Promise<void> {
  const fails = async (candidate: readonly PolicyManifest[]): Promise<boolean> =>
    (await tryPolicies(stage, candidate)).judgement.mismatches.length > 0;
  const smallest = await shrinkPolicies(policies, fails, mostShrinkingTrials);
  failForMismatches(await tryPolicies(stage, smallest), smallest, seed);
  throw new Error(
    `connections went otherwise than predicted, once and not again, under ${JSON.stringify(policies)}`,
  );
}

/** Throws for mismatches, and keeps everything that was seen in a file that can be replayed as a unit test. */
function failForMismatches(
  { judgement, matrix }: Pick<Trial, 'judgement'> & Partial<Trial>,
  policies: readonly PolicyManifest[] = [],
  seed = 0,
): void {
  const { mismatches, cells } = judgement;
  if (mismatches.length === 0) return;
  const file = join('test-results', 'cluster', `policies-${String(seed)}.golden.json`);
  if (matrix !== undefined) {
    mkdirSync(join(projectFolder, 'test-results', 'cluster'), { recursive: true });
    writeFileSync(join(projectFolder, file), `${JSON.stringify(matrix)}\n`);
  }
  throw new Error(
    [
      `${String(mismatches.length)} of ${String(cells)} connections went otherwise than predicted, under`,
      ...policies.map(
        ({ metadata, spec }) => `${metadata.namespace}/${metadata.name}: ${JSON.stringify(spec)}`,
      ),
      ...mismatches.slice(0, 10).map(describeMismatch),
      `Put ${file} into test/policy/observed/matrices to replay it without a cluster.`,
    ].join('\n'),
  );
}
