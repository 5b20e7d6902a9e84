import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { PolicyDifference } from '../policy/difference/policyDifference.ts';
import { formatPolicyEnd, type PolicyVerdict } from '../policy/policyQuery.ts';
import { coverageShape } from './coverageShape.ts';
import { integer, list, object, oneOf, optional, text, timestamp } from './shape.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';

interface SideDocument {
  readonly asOf: string;
  readonly context: string;
  readonly coverage: DocumentCoverage;
  readonly notRead?: readonly string[];
}

interface ChangedConnections {
  readonly port: string;
  readonly was: PolicyVerdict;
  readonly now: PolicyVerdict;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly connections: number;
}

/** What changes between two states, as it leaves the program (schemas/policy-difference.v1.json). */
export interface PolicyDifferenceDocument {
  readonly schema: 'podpath/policy-difference/v1';
  readonly dialect: string;
  readonly before: SideDocument;
  readonly after: SideDocument;
  readonly ports: readonly string[];
  readonly pods: number;
  readonly podsOnlyBefore: readonly string[];
  readonly podsOnlyAfter: readonly string[];
  readonly changes: readonly ChangedConnections[];
  readonly opened: number;
  readonly closed: number;
}

const side = object<SideDocument>({
  asOf: timestamp('When it was like this.'),
  context: text('The kubeconfig context, or the name of the file.'),
  coverage: coverageShape,
  notRead: optional(list(text(), 'What of the files could not be read, with its place.')),
});
const verdict = oneOf<PolicyVerdict>(['allow', 'deny', 'unknown']);
const count = integer(0, Number.MAX_SAFE_INTEGER);

export const policyDifferenceShape = object<PolicyDifferenceDocument>(
  {
    schema: oneOf(['podpath/policy-difference/v1']),
    dialect: text('Whose meaning of the policies was asked for.'),
    before: side,
    after: side,
    ports: list(text(), 'NUMBER/PROTOCOL or NAME/PROTOCOL: what was compared.'),
    pods: integer(0, Number.MAX_SAFE_INTEGER, 'Pods that are in both: only their connections are compared.'),
    podsOnlyBefore: list(text()),
    podsOnlyAfter: list(text()),
    changes: list(
      object<ChangedConnections>({
        port: text(),
        was: verdict,
        now: verdict,
        from: list(text(), 'Pods. Each to each destination, but for a pod and itself.'),
        to: list(text()),
        connections: count,
      }),
    ),
    opened: integer(0, Number.MAX_SAFE_INTEGER, 'Connections that were not allowed and are now.'),
    closed: integer(0, Number.MAX_SAFE_INTEGER, 'Connections that were not denied and are now.'),
  },
  'Which connections policies allow and deny in one state and not in another.',
);

/** One of two states that are compared. */
export interface ComparedState {
  readonly snapshot: ClusterSnapshot;
  readonly notRead: readonly string[];
}

function sideOf({ snapshot, notRead }: ComparedState): SideDocument {
  const { asOf, context, coverage } = snapshot;
  return { asOf, context, coverage, ...(notRead.length === 0 ? {} : { notRead }) };
}

/** The document of a difference; names of pods that are in one state only are given beside it. */
export function differenceDocument(
  before: ComparedState,
  after: ComparedState,
  dialect: string,
  { ends, ports, opened, closed }: PolicyDifference,
  only: { readonly before: readonly string[]; readonly after: readonly string[] },
): PolicyDifferenceDocument {
  const nameOf = (end: number): string => {
    const own = ends[end];
    return own === undefined ? '' : formatPolicyEnd(own);
  };
  return {
    schema: 'podpath/policy-difference/v1',
    dialect,
    before: sideOf(before),
    after: sideOf(after),
    ports: ports.map(({ port }) => `${String(port.port)}/${port.protocol}`),
    pods: ends.length,
    podsOnlyBefore: only.before,
    podsOnlyAfter: only.after,
    changes: ports.flatMap(({ port, changes }) =>
      changes.map(({ was, now, sources, destinations, connections }) => ({
        port: `${String(port.port)}/${port.protocol}`,
        was,
        now,
        from: sources.map(nameOf),
        to: destinations.map(nameOf),
        connections,
      })),
    ),
    opened,
    closed,
  };
}
