import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressPlan } from '../cluster/addresses.ts';
import { createCgroups } from '../cluster/cgroups.ts';
import { isApiServerReady } from '../cluster/controlPlane.ts';
import { inNetwork } from '../cluster/fabric.ts';
import { isRunning, startDaemon } from '../cluster/processes.ts';
import { clusterFolder, readState, writeState } from '../cluster/state.ts';
import { waitFor } from '../cluster/waitFor.ts';

/**
 * Kills a cluster's API server, as a crash would; etcd keeps what it knew.
 * @returns what starts it again with the same command, and awaits that it is ready
 */
export async function stopApiServer(cluster: string): Promise<() => Promise<void>> {
  const state = readState(cluster);
  const identity = state?.daemons['kube-apiserver'];
  if (state === undefined || identity === undefined) throw new Error(`${cluster} has no API server`);
  // proc_pid_cmdline(5): the arguments, each with a zero behind it.
  const argv = readFileSync(`/proc/${identity.id}/cmdline`, 'utf8').split('\0').slice(0, -1);
  process.kill(identity.id, 'SIGKILL');
  await waitFor('the API server to end', () => !isRunning(identity), { timeout: 10_000 });
  return async () => {
    const started = await startDaemon({
      argv: inNetwork(cluster, 'fabric', argv),
      cgroups: createCgroups(cluster, 'control-plane'),
      logFile: join(clusterFolder(cluster), 'logs', 'kube-apiserver.log'),
    });
    writeState({ ...state, daemons: { ...state.daemons, 'kube-apiserver': started } });
    const ready = (): Promise<boolean> => isApiServerReady(cluster, addressPlan(state.index));
    await waitFor('the API server to be ready', ready, { timeout: 60_000 });
  };
}
