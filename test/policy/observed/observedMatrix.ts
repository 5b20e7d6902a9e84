import type { SnapshotDocument } from '../../../src/core/documents/snapshotDocument.ts';
import type { PolicyEnd } from '../../../src/core/policy/policyQuery.ts';

/** What was seen of one connection: it arrived (something answered), or nothing came back. */
export type Observed = 'allow' | 'deny';

/** A place where connections start or end, and every way to name it to the engine. */
export interface MatrixEnd {
  /** `x/a`, `node1`, `partner`. */
  readonly name: string;
  /** A pod on the host network is also its node. */
  readonly meanings: readonly PolicyEnd[];
}

/** A port that was tried. */
export interface MatrixPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** One connection of a matrix. */
export interface MatrixCell {
  readonly source: MatrixEnd;
  readonly destination: MatrixEnd;
  readonly port: MatrixPort;
}

/**
 * Connections that were really tried between real pods under real policies, and what the API said at that time.
 * Complete enough to be judged again without a cluster.
 */
export interface ObservedMatrix {
  readonly schema: 'podpath/observed-policies/v1';
  /** What enforced the policies. */
  readonly enforcer: string;
  readonly snapshot: SnapshotDocument;
  readonly ends: readonly MatrixEnd[];
  readonly ports: readonly MatrixPort[];
  /** By source and destination a letter for each port, in order: A arrived, D denied, `-` not tried. */
  readonly observed: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const letters = { allow: 'A', deny: 'D' } as const;

/** Every connection of a matrix that was tried, with what was seen. */
export function observedCells(
  matrix: Pick<ObservedMatrix, 'ends' | 'ports' | 'observed'>,
): readonly { readonly cell: MatrixCell; readonly observed: Observed }[] {
  return matrix.ends.flatMap((source) =>
    matrix.ends.flatMap((destination) =>
      matrix.ports.flatMap((port, index) => {
        const letter = matrix.observed[source.name]?.[destination.name]?.[index];
        if (letter !== letters.allow && letter !== letters.deny) return [];
        const cell = { source, destination, port };
        return [{ cell, observed: letter === letters.allow ? ('allow' as const) : ('deny' as const) }];
      }),
    ),
  );
}

/** The table of {@link ObservedMatrix.observed}. */
export function tableOf(
  ends: readonly MatrixEnd[],
  ports: readonly MatrixPort[],
  seen: (cell: MatrixCell) => Observed | undefined,
): ObservedMatrix['observed'] {
  const row = (source: MatrixEnd): Record<string, string> =>
    Object.fromEntries(
      ends.map((destination) => {
        const text = ports.map((port) => {
          const observed = seen({ source, destination, port });
          return observed === undefined ? '-' : letters[observed];
        });
        return [destination.name, text.join('')];
      }),
    );
  return Object.fromEntries(ends.map((source) => [source.name, row(source)]));
}

/** A connection in words: `x/a → node1 80/UDP`. */
export function describeCell({ source, destination, port }: MatrixCell): string {
  return `${source.name} → ${destination.name} ${String(port.port)}/${port.protocol}`;
}
