import type { PolicyCluster } from '../policyCluster.ts';

/** One validation of Kubernetes' end-to-end suite: a cluster, a port, and who may connect to whom. */
export interface NetpolTable extends Omit<PolicyCluster, 'ports'> {
  /** The full text of the spec. A spec may validate several times, after each of its steps. */
  readonly spec: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** One row a source, one character a destination, both in the order of the pods: `.` may connect, `X` may not. */
  readonly expected: readonly string[];
}

/** What the recorder writes. */
export interface NetpolTables {
  /** Calls of ValidateOrFail in the sources of the suite. */
  readonly validations: number;
  readonly specs: readonly { readonly name: string; readonly state: string; readonly tables: number }[];
  readonly tables: readonly NetpolTable[];
}

/** The committed recording: the tables, and which release of Kubernetes they are from. */
export interface RecordedNetpolTables extends NetpolTables {
  readonly source: string;
  readonly regenerate: string;
}
