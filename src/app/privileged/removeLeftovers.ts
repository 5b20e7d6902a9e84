import { urlPart } from '../../core/text/urlPart.ts';
import { isRecord, readEach, readLabels, readNonEmptyText, readRecord } from '../../core/model/readField.ts';
import type { Cluster, Log } from '../ports.ts';
import { labels } from './nodePodSpec.ts';
import { removeCreated } from './removeCreated.ts';
import { describeCreated, type AbandonedRun, type CreatedObject, type RunLedger } from './runLedger.ts';

const listTimeoutMilliseconds = 10_000;

/** Node pods of this installation that a run has left behind, by their labels; those that it noted where none may be listed. */
async function nodePodsOf(
  { run, created }: AbandonedRun,
  owner: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly CreatedObject[]> {
  const noted = created.filter((each) => each.kind === 'node-pod');
  const namespaces = [...new Set(noted.map(({ namespace }) => namespace))];
  const found = await Promise.all(
    namespaces.map(async (namespace): Promise<readonly CreatedObject[]> => {
      const selector = `${labels.owner}=${owner},${labels.run}=${run}`;
      const path = `/api/v1/namespaces/${urlPart(namespace)}/pods?labelSelector=${urlPart(selector)}`;
      const answer = await cluster.read(path, listTimeoutMilliseconds, signal);
      if (answer.kind !== 'found') return noted.filter((each) => each.namespace === namespace);
      const body = isRecord(answer.body) ? answer.body : {};
      return readEach(
        body,
        'items',
        () => undefined,
        (item): CreatedObject | undefined => {
          const metadata = readRecord(item, 'metadata');
          const name = readNonEmptyText(metadata, 'name');
          // The server selects; this makes sure of it before anything is deleted.
          const isOwn = readLabels(metadata, 'labels')[labels.owner] === owner;
          return name === undefined || !isOwn ? undefined : { kind: 'node-pod', namespace, name };
        },
      );
    }),
  );
  return found.flat();
}

/**
 * Takes away what runs of this installation have left behind on this cluster because they were killed: never what a run
 * that lives has made. Says in the log what it removed, and what it could not. Costs no request when there is nothing to
 * remove. Rejects only when the signal aborts.
 */
export async function removeLeftovers(
  cluster: Cluster,
  ledger: RunLedger,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (cluster.changes === undefined) return;
  try {
    const runs = await ledger.abandonedRuns(cluster.describe().server);
    if (runs.length === 0) return;
    const owner = await ledger.owner();
    for (const run of runs) {
      const containers = run.created.filter((each) => each.kind === 'debug-container');
      const objects = [...(await nodePodsOf(run, owner, cluster, signal)), ...containers];
      let isClean = true;
      for (const created of objects) {
        const remains = await removeCreated(created, cluster, signal);
        if (remains === undefined) {
          log.info(`Removed what a run that was interrupted had left behind: ${describeCreated(created)}`);
        } else {
          isClean = false;
          log.warn(`An earlier run was interrupted; ${remains}. It ends by itself at ${run.expires}.`);
        }
      }
      if (isClean) await run.forget();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn(`What earlier runs may have left behind was not looked for: ${String(error)}`);
  }
}
