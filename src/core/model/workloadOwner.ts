import type { OwnerReference } from './clusterSnapshot.ts';

/** A workload that stands between a pod and what a person would name: who made it. Only its metadata is read. */
export interface WorkloadOwner {
  readonly kind: 'ReplicaSet' | 'Job';
  readonly namespace: string;
  readonly name: string;
  /** The Deployment, CronJob, … that controls it; absent when nothing does. */
  readonly owner?: OwnerReference;
}
