import type { TransportProtocol } from '../../src/core/model/transportProtocol.ts';
import type { Labels } from '../../src/core/model/labels.ts';

/** A pod as NetworkPolicy sees it; without a namespace it is an address outside the cluster. */
export interface PolicyPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ip: string;
  readonly ports: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol: TransportProtocol;
  }[];
}

/** What every engine is asked: a small cluster, and the ports that every pod dials on every other. */
export interface PolicyCluster {
  readonly namespaces: Readonly<Record<string, Labels>>;
  readonly pods: readonly PolicyPod[];
  /** As the API server would give them back. */
  readonly policies: readonly unknown[];
  readonly ports: readonly { readonly port: number; readonly protocol: TransportProtocol }[];
}
