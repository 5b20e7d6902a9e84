import { randomBytes } from 'node:crypto';
import { applyDemo } from '../cluster/demo.ts';
import { downCluster, findCluster, type RunningCluster, upCluster } from '../cluster/testBed.ts';

const name = `e2e-${randomBytes(3).toString('hex')}`;
/** While tests are written: a cluster that runs already, with what they need on it. It is left running. */
const reused = process.env['PODPATH_E2E_CLUSTER'];
const interrupted = new AbortController();
let starting: Promise<RunningCluster> | undefined;

/** What the first test that needs a cluster may wait: built from nothing the binaries alone take minutes. */
export const clusterLimitMilliseconds = 30 * 60_000;

const progress = (line: string): void => {
  process.stdout.write(`  ${line}\n`);
};

/** The real cluster of this run, with the demo workload; started by whoever asks first. */
export function testCluster(): Promise<RunningCluster> {
  starting ??= (async () => {
    const running = reused === undefined ? undefined : findCluster(reused);
    if (running !== undefined) return running;
    const cluster = await upCluster({ name, progress, signal: interrupted.signal });
    await applyDemo(cluster, progress);
    return cluster;
  })();
  return starting;
}

/** Ends the cluster of this run, finished or on its way, if there is one. */
export async function endTestCluster(): Promise<void> {
  if (starting === undefined || reused !== undefined) return;
  interrupted.abort(new Error('the tests have ended'));
  await starting.catch(() => undefined);
  await downCluster(name);
}
