import type { Timestamp } from './timestamp.ts';

/**
 * What the cluster itself reported about an object that the network is made of (events.k8s.io/v1 and core/v1 Event), one for
 * each object and reason: the newest.
 */
export interface NetworkEvent {
  readonly namespace: string;
  readonly name: string;
  readonly regarding: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** `FailedCreatePodSandBox`, `Unhealthy`, `SyncLoadBalancerFailed`, … */
  readonly reason: string;
  /** Cut at 1,024 characters, without credentials. */
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  /** How often it happened. */
  readonly count: number;
  readonly lastSeen: Timestamp;
}

/** How many events of one namespace are kept: the newest. */
export const maximumNetworkEvents = 200;

/** Of an object and a reason the newest event is kept: the others say the same of an earlier moment. */
export function networkEventKey({ regarding, reason }: Pick<NetworkEvent, 'regarding' | 'reason'>): string {
  return `${regarding.kind}/${regarding.namespace}/${regarding.name}/${reason}`;
}
