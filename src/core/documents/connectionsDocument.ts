import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { AllowedConnection, AllowedConnections } from '../policy/connections/allowedConnections.ts';
import { coverageShape } from './coverageShape.ts';
import { list, object, oneOf, optional, text, timestamp } from './shape.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';

/** All connections that policies allow, as they leave the program (schemas/policy-connections.v1.json). */
export interface PolicyConnectionsDocument {
  readonly schema: 'podpath/policy-connections/v1';
  readonly asOf: string;
  readonly context: string;
  readonly dialect: string;
  readonly workloads: readonly string[];
  readonly connections: readonly AllowedConnection[];
  readonly coverage: DocumentCoverage;
  /** Absent when everything was read. */
  readonly notRead?: readonly string[];
}

const side = list(
  text(),
  'Workloads (NAMESPACE/KIND/NAME, kind in small letters), and blocks of addresses that are outside of the cluster.',
);
const ports = (description: string) => list(text(), description);

export const policyConnectionsShape = object<PolicyConnectionsDocument>(
  {
    schema: oneOf(['podpath/policy-connections/v1']),
    asOf: timestamp('When the cluster was like this.'),
    context: text('The kubeconfig context, or the name of the file it was made from.'),
    dialect: text('Whose meaning of the policies was asked for.'),
    workloads: list(text(), 'All that were looked at. Two between which nothing is listed cannot connect.'),
    connections: list(
      object<AllowedConnection>({
        from: side,
        to: side,
        allowed: ports('PROTOCOL PORTS, such as TCP 80,8000-8999 or UDP any: every pod to every pod.'),
        partly: ports('Allowed for some pods of the workloads only.'),
        unknown: ports('Not known for some pods of the workloads.'),
      }),
      'Each source may connect to each destination. Sources of which the same is allowed stand together.',
    ),
    coverage: coverageShape,
    notRead: optional(list(text(), 'What of the files could not be read, with its place.')),
  },
  'Which workloads and addresses may connect to which, as far as policies decide it.',
);

/** The document of the connections of a snapshot. */
export function connectionsDocument(
  { asOf, context, coverage }: ClusterSnapshot,
  dialect: string,
  { workloads, connections }: AllowedConnections,
  notRead: readonly string[],
): PolicyConnectionsDocument {
  return {
    schema: 'podpath/policy-connections/v1',
    asOf,
    context,
    dialect,
    workloads,
    connections,
    coverage,
    ...(notRead.length === 0 ? {} : { notRead }),
  };
}
