import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../faults/defineFault.ts';
import { recordExpectation } from './recordExpectation.ts';
import { startRandom } from './random.ts';
import { expectReachable, expectUnknown } from './runHealthySetUp.ts';
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
    const causes = scene.causes ?? fault.causes ?? [fault.code];
    const expected = scene.findings ?? fault.findings;
    const unexplained = findings.filter(
      ({ code, causedBy }) => !causes.includes(code) && causedBy.length === 0,
    );
    const explained = findings.filter(({ code, causedBy }) => causes.includes(code) && causedBy.length > 0);
    if (!isDeepStrictEqual(codes, expected) || unexplained.length + explained.length > 0) {
      const found = codes.length === 0 ? 'nothing' : codes.join(', ');
      const lacking = unexplained.map(({ code }) => `; ${code} names no cause`);
      const wrong = explained.map(
        ({ code, causedBy }) => `; ${code} is a cause, not caused by ${causedBy.join(', ')}`,
      );
      const what = `found ${found} instead of ${expected.join(', ')}${[...lacking, ...wrong].join('')}`;
      throw wrongAnswer(stage, what, scene, answer);
    }
    if (verdict !== 'broken' || answer.exitCode !== 1) {
      throw wrongAnswer(stage, `the verdict is ${verdict}, not broken with exit status 1`, scene, answer);
    }

    const commands = findings.flatMap(({ code, remediation }) =>
      causes.includes(code) ? remediation.commands : [],
    );
    const healed = { ...scene, ...scene.healed };
    if (commands.length === 0 && scene.byHand === undefined)
      throw wrongAnswer(stage, 'no command repairs it', scene, answer);
    if (commands.length === 0) await scene.byHand?.(cluster);
    else await runRemediation(stage, commands);
    try {
      await awaitWorking(cluster, healed.client, signal);
    } catch (error) {
      throw wrongAnswer(stage, `the repair repairs nothing: ${(error as Error).message}`, scene, answer);
    }
    if (saveTo !== undefined) recordExpectation(saveTo, answer.document);
    await awaitRollouts(cluster, scene);
    if (scene.healed?.verdict === undefined) await expectReachable(healed, stage, {});
    else await expectUnknown(healed, stage);
  } finally {
    await deleteScene(stage.endingCluster, scene);
    await scene.heal?.(stage.endingCluster);
  }
}
