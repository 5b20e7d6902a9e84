import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import type { ClusterOptions, RunningCluster } from '../testBed.ts';
import { downCluster, findCluster, upCluster, whyUnavailable } from '../testBed.ts';

const reason = whyUnavailable();

/** Why these tests cannot run, or false. Nothing may be skipped with CI=true, so there the reason is a failure. */
export const skip = reason !== undefined && process.env['CI'] !== 'true' ? reason : false;

/** How the clusters that these tests start are called. */
export const clusterPrefix = 'bed-';

const names: string[] = [];

after(async () => {
  for (const name of names) await downCluster(name);
});

/** A name for a cluster, which is ended after the tests of the file at the latest. */
export function newName(): string {
  const name = `${clusterPrefix}${randomBytes(4).toString('hex')}`;
  names.push(name);
  return name;
}

/**
 * The name of a cluster of this kind: of one that runs already and is to be ended by these tests, as PODPATH_BED_CLUSTERS
 * says (`iptables=NAME,cilium=NAME`), else a new one.
 */
export function nameFor(kind: string): string {
  const given = new Map(
    (process.env['PODPATH_BED_CLUSTERS'] ?? '')
      .split(',')
      .map((entry) => entry.split('=') as [string, string]),
  );
  return given.get(kind) ?? newName();
}

/** Finds the cluster running, or starts it. */
export async function takeCluster(
  options: ClusterOptions & { readonly name: string },
): Promise<RunningCluster> {
  return findCluster(options.name) ?? (await upCluster(options));
}
