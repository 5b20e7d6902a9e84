import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Log } from '../../../src/app/ports.ts';
import { openSession, type Session } from '../../../src/app/session/session.ts';
import { systemClock } from '../../../src/app/systemClock.ts';
import { KubernetesCluster } from '../../../src/cluster/kubernetesCluster.ts';
import { loadKubeconfig } from '../../../src/cluster/loadKubeconfig.ts';
import { selectTarget } from '../../../src/cluster/selectTarget.ts';
import { usualTiming, type WatchTiming } from '../../../src/cluster/watchTiming.ts';

/** Opens the API server of a kubeconfig as the product does; `server` is asked in place of the one it names. */
export async function openProductCluster(
  kubeconfigPath: string,
  server?: string,
  timing: WatchTiming = usualTiming,
  clock: Clock = systemClock,
): Promise<KubernetesCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'podpath-kubeconfig-'));
  try {
    const path = join(folder, 'config');
    const config = JSON.parse(readFileSync(kubeconfigPath, 'utf8')) as {
      clusters: [{ cluster: Record<string, string> }];
    };
    if (server !== undefined) config.clusters[0].cluster = { server };
    writeFileSync(path, JSON.stringify(config));
    const source = { paths: [path], environment: {}, homeFolder: folder };
    return new KubernetesCluster(selectTarget(await loadKubeconfig(source)), clock, timing);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A session as the engine has it, of the whole cluster. */
export async function openProductSession(
  kubeconfigPath: string,
  options: { readonly server?: string; readonly timing?: WatchTiming; readonly log?: Log } = {},
): Promise<Session> {
  const silent: Log = { info: () => undefined, warn: () => undefined };
  const cluster = await openProductCluster(kubeconfigPath, options.server, options.timing);
  return openSession({ cluster, scope: {}, clock: systemClock, log: options.log ?? silent });
}

/**
 * Resolves once the condition holds, looked at after each published snapshot.
 * @throws Error naming what was awaited, when the time is over
 */
export async function whenSession(
  session: Session,
  what: string,
  condition: () => boolean,
  timeoutMilliseconds: number,
): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve, reject) => {
    const stop = session.onChange(() => {
      if (!condition()) return;
      clearTimeout(timer);
      stop();
      resolve();
    });
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${Math.round(timeoutMilliseconds / 1000)} s for ${what} in vain`));
    }, timeoutMilliseconds);
  });
}
