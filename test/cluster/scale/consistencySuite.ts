import { setTimeout as delay } from 'node:timers/promises';
import { emptySnapshot } from '../../../src/core/model/emptySnapshot.ts';
import { applyChanges } from '../../../src/core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../../src/core/model/clusterSnapshot.ts';
import { resourceNames } from '../../../src/core/model/coverage.ts';
import type { Session } from '../../../src/app/session/session.ts';
import { systemClock } from '../../../src/app/systemClock.ts';
import type { KubernetesCluster } from '../../../src/cluster/kubernetesCluster.ts';
import type { WatchTiming } from '../../../src/cluster/watchTiming.ts';
import type { SuiteCounts } from '../../suiteCounts.ts';
import type { Progress } from '../progress.ts';
import { startRandom } from '../suite/random.ts';
import { runTests } from '../suite/suiteTests.ts';
import { churn } from './churn.ts';
import { ChurnState } from './churnState.ts';
import { differencesFrom, objectsOf, plainObjectsOf, readPlainWorld } from './compareSnapshot.ts';
import { openProductCluster, openProductSession, whenSession } from './consistencyStage.ts';
import { arrangeDisturbances } from './disturbances.ts';
import { startDisturbingProxy } from './disturbingProxy.ts';
import { Markers } from './markers.ts';
import { openScaleApi, type ScaleApi } from './scaleApi.ts';
import { startScaleCluster, type ScaleCluster } from './startScaleCluster.ts';
import { renewNamespace } from './renewedNamespace.ts';

/** What the suite is run with. */
export interface ConsistencyOptions {
  /** The cluster that is started, and ended. */
  readonly name: string;
  readonly seed: number;
  /** How many times something goes wrong. */
  readonly disturbances: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What the names of its tests have in common. */
export const consistencyTestsName = 'snapshot after a disturbance';

/** Enough for several pages and partitions; each comparison reads all of it twice. */
const pods = 300;
const writesPerSecond = 60;

/** As the product's, but shorter, so that a hundred recoveries take minutes. */
const timing: WatchTiming = { firstBackoff: 30, longestBackoff: 500, longestSilence: 1500, recheck: 700 };

/** Within this time after a disturbance everything has to be seen; on a busy machine an API server takes long to start. */
const recoveryMilliseconds = 30_000;
/** So long controllers and kubelets may take on a busy machine to finish what they were about when the API server was killed. */
const longestSettlingMilliseconds = 4 * recoveryMilliseconds;

/** The cluster as a fresh list of the product says it is. */
async function freshSnapshot(cluster: KubernetesCluster, signal: AbortSignal): Promise<ClusterSnapshot> {
  let snapshot = emptySnapshot('fresh', systemClock.now());
  const sink = {
    changes: (changes: Parameters<typeof applyChanges>[1]) => {
      snapshot = applyChanges(snapshot, changes, systemClock.now());
    },
    problem: () => undefined,
    unreadable: (errors: readonly string[]) => {
      throw new Error(`not readable: ${errors.join('; ')}`);
    },
  };
  await cluster.list({}, sink, signal);
  return snapshot;
}

interface Stage {
  readonly cluster: ScaleCluster;
  readonly api: ScaleApi;
  readonly session: Session;
  readonly direct: KubernetesCluster;
  readonly signal: AbortSignal;
}

/** What is not as a fresh list says; empty when everything is. */
async function disagreements({ api, session, direct, signal }: Stage): Promise<string[]> {
  const plain = await readPlainWorld(api);
  const fresh = await freshSnapshot(direct, signal);
  const snapshot = session.current();
  const differences = [
    ...differencesFrom(plain.objects, plainObjectsOf(snapshot)),
    ...differencesFrom(objectsOf(fresh), objectsOf(snapshot)),
  ];
  const incomplete = resourceNames.filter((name) => snapshot.coverage[name].state !== 'complete');
  for (const name of incomplete) {
    const { state, reason = '' } = snapshot.coverage[name];
    differences.push(`coverage of ${name}: ${state} ${reason}`);
  }
  const problem = session.problem();
  if (problem !== undefined) differences.push(`problem: ${problem.message}`);
  if (differences.length === 0) return [];
  // Controllers may still be at work: only what stays different while nothing changes is a disagreement.
  const after = await readPlainWorld(api);
  return after.versions === plain.versions ? differences : [unsettled, ...differences];
}

const unsettled = 'the cluster was still changing';

/** Compares until both agree. Throws what they disagree about when that lasts, or when nobody changes anything any more. */
async function agree(stage: Stage): Promise<void> {
  const last = performance.now() + longestSettlingMilliseconds;
  let deadline = performance.now() + recoveryMilliseconds;
  let unchanged = 0;
  for (;;) {
    const differences = await disagreements(stage);
    if (differences.length === 0) return;
    const changing = differences.includes(unsettled);
    unchanged = changing ? 0 : unchanged + 1;
    // While controllers catch up, what was read a moment apart differs and says nothing about the product.
    if (changing) deadline = Math.min(last, performance.now() + recoveryMilliseconds);
    // Coverage that is asked for again after a while needs its time, objects do not.
    const patient = differences.every((each) => /^(coverage|problem)/.test(each));
    if (performance.now() > deadline || (unchanged >= 10 && !patient)) {
      throw new Error(differences.slice(0, 20).join('\n'));
    }
    await delay(200);
  }
}

/** Disturbs a session on a cluster that keeps changing, and compares it with a fresh list each time. */
export async function runConsistencySuite(options: ConsistencyOptions): Promise<SuiteCounts> {
  const { name, seed, signal, progress } = options;
  const cluster = await startScaleCluster({ name, pods, seed, signal, progress });
  try {
    const api = openScaleApi(cluster.kubeconfigPath);
    const upstream = { kubeconfigPath: cluster.kubeconfigPath, server: cluster.server };
    const proxy = await startDisturbingProxy(upstream);
    const session = await openProductSession(cluster.kubeconfigPath, { server: proxy.url, timing });
    const direct = await openProductCluster(cluster.kubeconfigPath);
    const stage: Stage = { cluster, api, session, direct, signal };
    try {
      await session.whenListed(AbortSignal.any([signal, AbortSignal.timeout(recoveryMilliseconds)]));
      const state = await ChurnState.read(api, cluster.world);
      const markers = await Markers.create(api);
      const arranged = arrangeDisturbances(options.disturbances, startRandom(seed, 'disturbances'));
      const tests = arranged.map((disturbance, index) => {
        const random = startRandom(seed, `disturbance ${index}`);
        const run = async (): Promise<void> => {
          const churning = new AbortController();
          const busy = churn({
            ...{
              api,
              world: cluster.world,
              rate: writesPerSecond,
              structural: 0.6,
              seed: seed + index,
              state,
            },
            signal: churning.signal,
          });
          const renewing = index % 6 === 0 ? renewNamespace(api) : undefined;
          try {
            await delay(random.integer(50, 300));
            await disturbance.run({ cluster, proxy, longestSilence: timing.longestSilence, random });
            await delay(random.integer(50, 200));
          } finally {
            churning.abort();
            // A disturbance that failed itself is not left to the next one.
            proxy.setMode({ kind: 'pass' });
            await cluster.startApiServer();
            await Promise.all([busy, renewing]);
          }
          // Written last: whoever sees them has caught up.
          await markers.write(api, index);
          await whenSession(
            session,
            'the last writes to be seen',
            () => markers.seen(session.current(), index),
            recoveryMilliseconds,
          );
          await agree(stage);
        };
        return { name: `${consistencyTestsName} ${index + 1}: ${disturbance.name}`, exclusive: true, run };
      });
      return await runTests(tests, signal);
    } finally {
      await session.close();
      direct.close();
      await proxy.close();
      await api.close();
    }
  } finally {
    await cluster.down();
  }
}
