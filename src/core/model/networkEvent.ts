import type { Timestamp } from './clusterSnapshot.ts';

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
  /** As it came, and cut at 1,024 characters. */
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  /** How often it happened. */
  readonly count: number;
  readonly lastSeen: Timestamp;
}
