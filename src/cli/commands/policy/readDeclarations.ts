import { readFile } from 'node:fs/promises';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { readNamedConnections, type NamedConnections } from '../../../core/policy/design/namedConnections.ts';
import { UsageError } from '../../usageError.ts';

/** Where the connections that shall stay possible are named. */
export interface ConnectionSources {
  /** `FROM -> TO:PORT`, one each. */
  readonly allow: readonly string[];
  /** A file of such lines. */
  readonly connections?: string;
  /** A file of observed flows. */
  readonly flows?: string;
}

async function readText(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads declarations and flows. A declaration that means nothing is an error: a policy without it would cut it off. */
export async function readConnections(
  sources: ConnectionSources,
  snapshot: ClusterSnapshot,
  defaultNamespace: string,
): Promise<NamedConnections> {
  const { connections: file, flows } = sources;
  const lines = [...sources.allow, ...(file === undefined ? [] : [await readText('--connections', file)])];
  const named = readNamedConnections(
    {
      declared: lines.join('\n'),
      ...(flows === undefined ? {} : { flows: await readText('--flows', flows) }),
    },
    snapshot,
    defaultNamespace,
  );
  if (named.problems.length > 0) throw new UsageError(named.problems.join('\n  '));
  if (named.connections.length === 0) {
    throw new UsageError(
      'no connection is named: use --allow "FROM -> TO:PORT", --connections FILE or --flows FILE.',
    );
  }
  return named;
}
