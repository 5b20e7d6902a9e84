import type { Timestamp } from './timestamp.ts';

/**
 * Who wrote an object last (the newest entry of metadata.managedFields that is no status write), and what of it: kept when
 * the rest of managedFields is stripped.
 */
export interface LastChange {
  /** The field manager: `kubectl-client-side-apply`, `helm`, `kube-controller-manager`, … */
  readonly manager: string;
  readonly time: Timestamp;
  readonly operation: 'Apply' | 'Update';
}
