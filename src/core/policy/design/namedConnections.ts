import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { AllowedConnection } from './allowedConnection.ts';
import { parseConntrackFlows } from './conntrackFlows.ts';
import { resolveDeclaration } from './declaredConnection.ts';
import { connectionsOfFlows } from './flowConnections.ts';
import { parseHubbleFlows } from './hubbleFlows.ts';
import { parseDeclaredConnections } from './parseDeclaredConnection.ts';

/** Texts that name connections. */
export interface ConnectionTexts {
  /** One `FROM -> TO:PORT` a line. */
  readonly declared: string;
  /** Observed flows; absent when there are none. */
  readonly flows?: string;
}

/** Connections by name, and what could not be understood of them. */
export interface NamedConnections {
  readonly connections: readonly AllowedConnection[];
  readonly warnings: readonly string[];
  /** Declarations that mean nothing: a policy without them would cut them off, so nothing should be designed. */
  readonly problems: readonly string[];
}

/** Hubble writes JSON, conntrack does not. */
function parseFlows(text: string): ReturnType<typeof parseHubbleFlows> {
  return text.trimStart().startsWith('{') ? parseHubbleFlows(text) : parseConntrackFlows(text);
}

/** Reads declarations and flows, and resolves them to what policies can name. */
export function readNamedConnections(
  texts: ConnectionTexts,
  snapshot: ClusterSnapshot,
  defaultNamespace: string,
): NamedConnections {
  const declared = parseDeclaredConnections(texts.declared, defaultNamespace);
  const resolved = declared.connections.map((connection) => resolveDeclaration(snapshot, connection));
  const observed =
    texts.flows === undefined ? undefined : connectionsOfFlows(snapshot, parseFlows(texts.flows));
  return {
    connections: [...resolved.flatMap(({ connections }) => connections), ...(observed?.connections ?? [])],
    warnings: [...resolved.flatMap(({ warnings }) => warnings), ...(observed?.warnings ?? [])],
    problems: [...declared.problems, ...resolved.flatMap(({ problem }) => problem ?? [])],
  };
}
