import { basename } from 'node:path';
import { loadSnapshot } from '../app/session/loadSnapshot.ts';
import { ConnectionError, type Cluster } from '../app/ports.ts';
import { removeLeftovers } from '../app/privileged/removeLeftovers.ts';
import { recordedCluster } from '../app/session/recordedCluster.ts';
import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import { readSnapshotInput } from '../core/documents/readSnapshotInput.ts';
import type { UnreadObject } from '../core/documents/snapshotFromObjects.ts';
import type { CaseFile } from '../core/documents/caseFile.ts';
import type { CliHost } from './cliHost.ts';
import type { ClusterOptions, SnapshotInputOptions } from './clusterOptions.ts';
import type { Progress } from './progress.ts';
import { readInputTexts } from './readInputTexts.ts';
import { restrictToNamespace } from './restrictToNamespace.ts';
import { UsageError } from './usageError.ts';

/** What a command works on: a live cluster, or what a file says of one. */
export interface Input {
  readonly snapshot: ClusterSnapshot;
  readonly cluster: Cluster;
  /** The case, when the file is one. */
  readonly caseFile?: CaseFile;
  /** What of a file could not be read, each with its place. */
  readonly problems: readonly string[];
  /** Objects of a file that are there and could not be read. */
  readonly unread: readonly UnreadObject[];
  /** The namespace of references that name none. */
  readonly defaultNamespace: string;
  /** The only namespace that was read, when it is only one. */
  readonly namespace?: string;
  /** Reads the same again, where the cluster is live. */
  readonly reload?: () => Promise<ClusterSnapshot>;
  close(): void;
}

type InputOptions = ClusterOptions & SnapshotInputOptions;

/** Problems of a file that are shown; a file of the wrong kind has thousands. */
const shownErrors = 5;

async function loadFile(
  host: CliHost,
  path: string,
  options: InputOptions,
  progress: Progress,
): Promise<Input> {
  if (options.context !== undefined || options.kubeconfig !== undefined) {
    throw new UsageError(
      '--snapshot and --case work without a cluster: leave --context and --kubeconfig out.',
    );
  }
  progress.step(`Reading ${path}`);
  const { texts, asOf } = await readInputTexts(path, host.clock.now());
  const { value, errors } = readSnapshotInput(texts, {
    context: path === '-' ? 'standard input' : basename(path),
    asOf,
    assumeComplete: options.assumeComplete === true,
  });
  const shown = [
    ...errors.slice(0, shownErrors),
    ...(errors.length > shownErrors ? [`and ${errors.length - shownErrors} more problems`] : []),
  ];
  if (value === undefined) {
    throw new UsageError(
      [
        `${path}: not a snapshot, a case file, a list of kubectl get -o json|yaml, or manifests.`,
        ...shown,
      ].join('\n  '),
    );
  }
  for (const error of shown) progress.warn(`${path}: ${error}`);
  const { snapshot, caseFile } = value;
  const { namespace } = options;
  return {
    snapshot,
    cluster: recordedCluster(snapshot, caseFile?.observations ?? []),
    ...(caseFile === undefined ? {} : { caseFile }),
    problems: errors,
    unread: value.unread ?? [],
    defaultNamespace: namespace ?? 'default',
    ...(namespace === undefined ? {} : { namespace }),
    close: () => undefined,
  };
}

/** Whether something that is needed was not listed where it is needed, and may be when only that is asked for. */
function isRestricted({ coverage }: ClusterSnapshot, involved: readonly string[]): boolean {
  return (['pods', 'services', 'endpointslices'] as const).some((resource) => {
    const { state, namespaces } = coverage[resource];
    return (
      state === 'forbidden' ||
      (namespaces !== undefined && !involved.every((name) => namespaces.includes(name)))
    );
  });
}

/** The whole cluster; where that is forbidden, the namespaces that matter. */
async function loadInvolved(
  load: (namespaces?: readonly string[]) => Promise<ClusterSnapshot>,
  involved: readonly string[],
  progress: Progress,
): Promise<ClusterSnapshot> {
  const whole = await load().catch((error: unknown) => {
    if (error instanceof ConnectionError && error.problem.kind === 'forbidden') return undefined;
    throw error;
  });
  if (whole !== undefined && !isRestricted(whole, involved)) return whole;
  progress.info(`not everything may be listed; reading ${involved.join(', ')} only`);
  return load(involved);
}

async function loadLive(
  host: CliHost,
  options: InputOptions,
  progress: Progress,
  scope: InputScope,
): Promise<Input> {
  const { kubeconfig, context } = options;
  progress.step('Connecting …');
  const cluster = await host.openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  try {
    // What was removed is told in any case: it was not there by the user's wish any more.
    const tell = (line: string): void => {
      progress.warn(line);
    };
    const told = { info: tell, warn: tell };
    await removeLeftovers(cluster, host.ledger, told, host.signal);
    const { server, ...description } = cluster.describe();
    const namespace = options.namespace ?? description.namespace;
    const load = (namespaces?: readonly string[]): Promise<ClusterSnapshot> =>
      loadSnapshot(
        cluster,
        namespaces === undefined ? {} : { namespaces },
        host.clock,
        progress,
        host.signal,
      );
    progress.step(`Reading ${description.context} (${server}) …`);
    const only = scope === 'one-namespace' && options.allNamespaces !== true ? namespace : undefined;
    const read = (): Promise<ClusterSnapshot> =>
      typeof scope === 'function'
        ? loadInvolved(load, scope(namespace), progress)
        : load(only === undefined ? undefined : [only]);
    const snapshot = await read();
    host.signal.throwIfAborted();
    return {
      snapshot,
      reload: read,
      cluster,
      problems: [],
      unread: [],
      defaultNamespace: namespace,
      ...(only === undefined ? {} : { namespace: only }),
      close: () => {
        cluster.close();
      },
    };
  } catch (error) {
    cluster.close();
    throw error;
  }
}

/**
 * How much is read: what `-n` names (default: the context's namespace), or everything with `-A`. A function: everything,
 * and where that is forbidden the namespaces that it gives for the context's own.
 */
export type InputScope = 'one-namespace' | ((defaultNamespace: string) => readonly string[]);

/** Reads what a command works on; close it when the command ends. */
export async function loadInput(
  host: CliHost,
  options: InputOptions,
  progress: Progress,
  scope: InputScope,
): Promise<Input> {
  if (options.snapshot === undefined && options.assumeComplete === true)
    throw new UsageError('--assume-complete needs --snapshot: a cluster says itself what it has.');
  if (options.snapshot === undefined) return loadLive(host, options, progress, scope);
  const input = await loadFile(host, options.snapshot, options, progress);
  if (scope !== 'one-namespace' || options.namespace === undefined) return input;
  return { ...input, snapshot: restrictToNamespace(input.snapshot, options.namespace) };
}
