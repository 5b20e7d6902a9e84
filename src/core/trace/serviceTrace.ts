import type { Timestamp } from '../model/timestamp.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { ProbeRequest } from '../probes/observation.ts';
import type { Finding } from '../finding/finding.ts';

/** How one link of a Service's chain is: `unknown` when nothing could tell. */
export type LinkStatus = 'ok' | 'warning' | 'broken' | 'unknown';

/** The listening socket behind an endpoint, as far as it could be seen. */
export interface TracedEndpoint {
  readonly address: string;
  readonly port?: number;
  readonly pod?: ObjectReference;
  readonly node?: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly status: LinkStatus;
  /** Why the status is what it is, in words. */
  readonly detail: string;
  /** What listens: `0.0.0.0:8080`; `none`; absent when nobody looked. */
  readonly socket?: string;
}

export interface TracedSlice {
  readonly slice: ObjectReference;
  readonly addressType: string;
  readonly managedBy?: string;
  readonly endpoints: readonly TracedEndpoint[];
}

export interface TracedPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: string;
  readonly status: LinkStatus;
  readonly detail: string;
  readonly slices: readonly TracedSlice[];
}

/** The chain Service → port → slice → endpoint → socket, each link judged. */
export interface ServiceTrace {
  readonly service: ObjectReference;
  readonly asOf: Timestamp;
  readonly status: LinkStatus;
  readonly headline: string;
  readonly type: string;
  readonly clusterIPs: readonly string[];
  readonly selector?: string;
  readonly ports: readonly TracedPort[];
  readonly findings: readonly Finding[];
}

/** The trace so far and the probes that would tell more. */
export interface ServiceTraceRound {
  readonly trace: ServiceTrace;
  readonly wanted: readonly ProbeRequest[];
}
