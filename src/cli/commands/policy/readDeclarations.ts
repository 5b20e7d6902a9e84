import { readFile } from 'node:fs/promises';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import type { AllowedConnection } from '../../../core/policy/design/allowedConnection.ts';
import { parseConntrackFlows } from '../../../core/policy/design/conntrackFlows.ts';
import { resolveDeclaration } from '../../../core/policy/design/declaredConnection.ts';
import { connectionsOfFlows } from '../../../core/policy/design/flowConnections.ts';
import { parseHubbleFlows } from '../../../core/policy/design/hubbleFlows.ts';
import { parseDeclaredConnections } from '../../../core/policy/design/parseDeclaredConnection.ts';
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

/** Connections by name, and what could not be understood of them. */
export interface NamedConnections {
  readonly connections: readonly AllowedConnection[];
  readonly warnings: readonly string[];
}

async function readText(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Hubble writes JSON, conntrack does not. */
function parseFlows(text: string): ReturnType<typeof parseHubbleFlows> {
  return text.trimStart().startsWith('{') ? parseHubbleFlows(text) : parseConntrackFlows(text);
}

/** Reads declarations and flows. A declaration that means nothing is an error: a policy without it would cut it off. */
export async function readConnections(
  sources: ConnectionSources,
  snapshot: ClusterSnapshot,
  defaultNamespace: string,
): Promise<NamedConnections> {
  const { connections: file, flows } = sources;
  const text = [...sources.allow, ...(file === undefined ? [] : [await readText('--connections', file)])];
  const declared = parseDeclaredConnections(text.join('\n'), defaultNamespace);
  const resolved = declared.connections.map((connection) => resolveDeclaration(snapshot, connection));
  const problems = [...declared.problems, ...resolved.flatMap(({ problem }) => problem ?? [])];
  if (problems.length > 0) throw new UsageError(problems.join('\n  '));
  const observed =
    flows === undefined
      ? undefined
      : connectionsOfFlows(snapshot, parseFlows(await readText('--flows', flows)));
  const connections = [...resolved.flatMap((own) => own.connections), ...(observed?.connections ?? [])];
  if (connections.length === 0) {
    throw new UsageError(
      'no connection is named: use --allow "FROM -> TO:PORT", --connections FILE or --flows FILE.',
    );
  }
  return {
    connections,
    warnings: [...resolved.flatMap(({ warnings }) => warnings), ...(observed?.warnings ?? [])],
  };
}
