import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import type { Fault, FaultScene } from '../cluster/faults/defineFault.ts';
import { faults } from '../cluster/faults/faults.ts';
import { type Random, startRandom } from '../cluster/suite/random.ts';
import { awaitFailing, awaitWorking } from '../cluster/suite/runClient.ts';
import { createScene, deleteScene } from '../cluster/suite/stageScene.ts';
import type { RunningCluster } from '../cluster/testBed.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { askThroughPalette, codesOf } from './paletteQuestion.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

const seed = Number(process.env['PODPATH_SEED'] ?? Date.now() % 1_000_000);
const never = new AbortController().signal;

/** What a question of the command line says, by the name of its option without the dashes. */
function optionsOf(question: readonly string[]): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (let index = 0; index + 1 < question.length; index += 2) {
    options[(question[index] ?? '').replace(/^--/, '')] = question[index + 1] ?? '';
  }
  return options;
}

/**
 * All when PODPATH_E2E_FAULTS is `all`; else some, others each time. Every fault is made live for the command line by the
 * real-cluster suite, and one of each area is opened and asked in a window as it was recorded (cases.e2e.ts): here is proven
 * that the window asks a live cluster alike.
 */
function wanted(all: readonly Fault[], count: number, random: Random): readonly Fault[] {
  return process.env['PODPATH_E2E_FAULTS'] === 'all' ? all : random.sample(all, count);
}

/** Scenes at a time that stand broken, or are on their way to it: pods take longer to start than a report to be read. */
const ahead = 4;

/** Makes the scenes of faults that touch only their own namespaces side by side, some ahead of the tests that look at them. */
class ScenesAhead {
  readonly #cluster: () => RunningCluster;
  readonly #waiting: Fault[];
  readonly #made = new Map<Fault, Promise<FaultScene>>();

  constructor(cluster: () => RunningCluster, own: readonly Fault[]) {
    this.#cluster = cluster;
    this.#waiting = [...own];
  }

  /** The broken scene of a fault. */
  async take(fault: Fault): Promise<FaultScene> {
    this.#fill();
    return await (this.#made.get(fault) ?? this.#make(fault));
  }

  /** Takes the scene away; the next one is begun in its place. */
  async end(fault: Fault, scene: FaultScene | undefined): Promise<void> {
    this.#made.delete(fault);
    this.#fill();
    if (scene === undefined) return;
    await deleteScene(this.#cluster(), scene);
    await scene.heal?.(this.#cluster());
  }

  #fill(): void {
    while (this.#made.size < ahead) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const made = this.#make(next);
      // Its own test tells of a failure.
      made.catch(() => undefined);
      this.#made.set(next, made);
    }
  }

  async #make(fault: Fault): Promise<FaultScene> {
    const scene = fault.prepare(startRandom(seed, fault.code));
    const cluster = this.#cluster();
    await createScene(cluster, scene);
    await awaitWorking(cluster, scene.client, never);
    await scene.inject(cluster);
    await awaitFailing(cluster, scene.client, scene.symptom, never);
    return scene;
  }
}

describe(`faults through the palette (PODPATH_SEED=${seed})`, () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);
  const random = startRandom(seed, 'faults through the palette');
  const isExclusive = ({ exclusive }: Fault): boolean => exclusive === true;
  const ofOneNamespace = wanted(
    faults.filter((fault) => !isExclusive(fault)),
    6,
    random,
  );
  const scenes = new ScenesAhead(() => cluster, ofOneNamespace);

  // What breaks the cluster for all comes when nothing else stands.
  for (const fault of [...ofOneNamespace, ...wanted(faults.filter(isExclusive), 2, random)]) {
    describe(fault.code, () => {
      let scene: FaultScene | undefined;
      before(async function () {
        this.timeout(300_000);
        scene = await scenes.take(fault);
      });
      after(async function () {
        this.timeout(120_000);
        await scenes.end(fault, scene);
      });

      it('is the cause that the report names first', async () => {
        const { from = '', to = '', port = '', protocol = 'TCP' } = optionsOf(scene?.question ?? []);
        // A pod that is gone is in no list: it is typed.
        const shown = (reference: string): string =>
          fault.code === 'pod-missing' ? reference : reference.replace(/\/(service|pod)\//, '/');
        const report = await askThroughPalette(workbench(), {
          from: shown(from),
          to: shown(to),
          port: `${port}/${protocol}`,
        });
        const codes = await codesOf(report);
        const expected = scene?.findings ?? fault.findings;
        assert.deepEqual(codes.slice(0, expected.length), expected);
        await workbench().screenshot(`fault-${fault.code}`);
        await workbench().runCommand('View: Close All Editors');
      });
    });
  }
});
