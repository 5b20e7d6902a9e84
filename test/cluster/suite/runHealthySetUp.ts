import type { HealthySetUp } from '../healthy/defineHealthySetUp.ts';
import { startRandom } from './random.ts';
import { awaitWorking } from './runClient.ts';
import { recordExpectation } from './recordExpectation.ts';
import type { Scene } from './scene.ts';
import { caseFile, createScene, deleteScene, wrongAnswer, type Stage } from './stageScene.ts';

/**
 * One healthy set-up: the plain client works, and the product says so without a finding.
 * @throws Error that says what the product said instead
 */
export async function runHealthySetUp(setUp: HealthySetUp, stage: Stage): Promise<void> {
  const { cluster, signal } = stage;
  const scene = setUp.prepare(startRandom(stage.seed, setUp.name));
  try {
    await createScene(cluster, scene);
    await awaitWorking(cluster, scene.client, signal);
    await expectReachable(scene, stage, caseFile(stage, setUp.name));
  } finally {
    await deleteScene(stage.endingCluster, scene);
    await scene.heal?.(stage.endingCluster);
  }
}

/** Asks about a scene that works: the answer is reachable, with exit status 0 and no finding at all. */
export async function expectReachable(
  scene: Scene,
  stage: Stage,
  options: { readonly saveTo?: string },
): Promise<void> {
  const answer = await stage.product.diagnose(scene.question, options);
  const { verdict, findings } = answer.document;
  if (findings.length > 0) {
    throw wrongAnswer(stage, `false alarm: ${findings.map(({ code }) => code).join(', ')}`, scene, answer);
  }
  if (verdict !== 'reachable' || answer.exitCode !== 0) {
    throw wrongAnswer(stage, `the verdict is ${verdict}, not reachable with exit status 0`, scene, answer);
  }
  if (options.saveTo !== undefined) recordExpectation(options.saveTo, answer.document);
}

/** Asks about a scene that works in a way that no probe can prove: nothing is found, and nothing is called healthy. */
export async function expectUnknown(scene: Scene, stage: Stage): Promise<void> {
  const answer = await stage.product.diagnose(scene.question);
  const { verdict, findings } = answer.document;
  if (findings.length > 0 || verdict !== 'unknown' || answer.exitCode !== 3) {
    const found = findings.map(({ code }) => code).join(', ');
    throw wrongAnswer(
      stage,
      `the verdict is ${verdict} (${found}), not unknown with exit status 3`,
      scene,
      answer,
    );
  }
}
