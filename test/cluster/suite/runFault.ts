import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../faults/defineFault.ts';
import { recordExpectation } from './recordExpectation.ts';
import { startRandom } from './random.ts';
import { expectReachable } from './runHealthySetUp.ts';
import { awaitFailing, awaitWorking } from './runClient.ts';
import {
  awaitRollouts,
  caseFile,
  createScene,
  deleteScene,
  runRemediation,
  wrongAnswer,
  type Stage,
} from './stageScene.ts';

/**
 * One fault from end to end: the plain client works; broken, it fails; the product names the cause first; its repair
 * is carried out as it is proposed; the client works again, and the product finds nothing any more.
 * @throws Error that says which of these did not hold
 */
export async function runFault(fault: Fault, stage: Stage): Promise<void> {
  const { cluster, product, signal } = stage;
  const scene = fault.prepare(startRandom(stage.seed, fault.code));
  try {
    await createScene(cluster, scene);
    await awaitWorking(cluster, scene.client, signal);
    await scene.inject(cluster);
    await awaitFailing(cluster, scene.client, scene.symptom, signal);

    const { saveTo } = caseFile(stage, fault.code);
    const answer = await product.diagnose(scene.question, saveTo === undefined ? {} : { saveTo });
    const { verdict, findings } = answer.document;
    // Several pods may be at fault in the same way; each consequence has to name its cause.
    const codes = [...new Set(findings.map(({ code }) => code))];
    const unexplained = findings.filter(({ code, causedBy }) => code !== fault.code && causedBy.length === 0);
    if (!isDeepStrictEqual(codes, fault.findings) || unexplained.length > 0) {
      const found = codes.length === 0 ? 'nothing' : codes.join(', ');
      const causes = unexplained.map(({ code }) => `; ${code} names no cause`).join('');
      throw wrongAnswer(
        stage,
        `found ${found} instead of ${fault.findings.join(', ')}${causes}`,
        scene,
        answer,
      );
    }
    if (verdict !== 'broken' || answer.exitCode !== 1) {
      throw wrongAnswer(stage, `the verdict is ${verdict}, not broken with exit status 1`, scene, answer);
    }

    const commands = findings[0]?.remediation.commands ?? [];
    if (commands.length === 0) throw wrongAnswer(stage, 'no command repairs it', scene, answer);
    await runRemediation(stage, commands);
    try {
      await awaitWorking(cluster, scene.client, signal);
    } catch (error) {
      throw wrongAnswer(stage, `the repair repairs nothing: ${(error as Error).message}`, scene, answer);
    }
    if (saveTo !== undefined) recordExpectation(saveTo, answer.document);
    await awaitRollouts(cluster, scene);
    await expectReachable(scene, stage, {});
  } finally {
    await deleteScene(stage.endingCluster, scene);
    await scene.heal?.(stage.endingCluster);
  }
}
