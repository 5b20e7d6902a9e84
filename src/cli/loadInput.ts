import { basename } from 'node:path';
import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import { readSnapshotInput } from '../core/model/documents/readSnapshotInput.ts';
import type { CaseFile } from '../core/report/caseFile.ts';
import type { CliHost } from './cliHost.ts';
import type { ClusterOptions } from './clusterOptions.ts';
import type { Progress } from './progress.ts';
import { readInputTexts } from './readInputTexts.ts';
import { restrictToNamespace } from './restrictToNamespace.ts';
import { UsageError } from './usageError.ts';

/** What a command works on: a live cluster, or what a file says of one. */
export interface Input {
  readonly snapshot: ClusterSnapshot;
  /** Absent for a file: nothing can be probed. */
  readonly cluster?: unknown;
  /** The case, when the file is one. */
  readonly caseFile?: CaseFile;
  /** The namespace of references that name none. */
  readonly defaultNamespace: string;
  /** The only namespace that was read, when it is only one. */
  readonly namespace?: string;
  close(): void;
}

type InputOptions = ClusterOptions & { readonly snapshot?: string };

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
  const { value, errors } = readSnapshotInput(texts, path === '-' ? 'standard input' : basename(path), asOf);
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
    ...(caseFile === undefined ? {} : { caseFile }),
    defaultNamespace: namespace ?? 'default',
    ...(namespace === undefined ? {} : { namespace }),
    close: () => undefined,
  };
}

/**
 * Reads what a command works on.
 * @param scope `one-namespace`: what `-n` names (default: the context's namespace), everything with `-A`;
 *   `whole-cluster`: everything, and where that is forbidden the namespaces that the question is about
 */
export async function loadInput(
  host: CliHost,
  options: InputOptions,
  progress: Progress,
  scope: 'one-namespace' | 'whole-cluster',
  _involved: (defaultNamespace: string) => readonly string[] = (namespace) => [namespace],
): Promise<Input> {
  if (options.snapshot !== undefined) {
    const input = await loadFile(host, options.snapshot, options, progress);
    if (scope === 'whole-cluster' || options.namespace === undefined) return input;
    return { ...input, snapshot: restrictToNamespace(input.snapshot, options.namespace) };
  }
  throw new UsageError('no live cluster yet');
}
