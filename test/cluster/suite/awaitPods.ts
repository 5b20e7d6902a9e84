import type { RunningCluster } from '../testBed.ts';
import type { PodObject } from './podObject.ts';
import { watchPods } from './watchPods.ts';

/** Awaits that the pods with a label are as wanted, at least one of them. */
export async function awaitPods(
  cluster: RunningCluster,
  namespace: string,
  label: string,
  what: string,
  judge: (pod: PodObject) => boolean,
): Promise<void> {
  const areWanted = (pods: readonly PodObject[]): boolean => pods.length > 0 && pods.every(judge);
  await watchPods(cluster, namespace, label, areWanted, { what, timeout: 120_000 });
}
