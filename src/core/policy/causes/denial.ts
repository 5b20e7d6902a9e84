import type { ClusterSnapshot, Pod, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import type { PolicyDirection } from '../compiledPolicy.ts';
import type { PolicyDialect } from '../dialect.ts';
import type { PolicyProblem } from '../detections/policyProblem.ts';
import type { PolicyQuery } from '../policyQuery.ts';
import type { PolicyChange } from './policyChange.ts';

/** A packet that NetworkPolicies deny in one direction, with what is known of it. */
export interface Denial {
  readonly snapshot: ClusterSnapshot;
  readonly dialect: PolicyDialect;
  readonly direction: PolicyDirection;
  /** The packet after a Service was translated. */
  readonly query: PolicyQuery & { readonly port: number };
  /** The pod that the policies isolate. */
  readonly isolated: Pod;
  /** The pod at the other end; absent where that is none, or one on its node's network. */
  readonly other?: Pod;
  /** The address at the other end. */
  readonly otherAddresses: readonly string[];
  /** The pod that the packet goes to. */
  readonly destination?: Pod;
  /** The policies that isolate the pod in this direction. */
  readonly isolating: readonly NetworkPolicy[];
  /** The Service that the client dials, and its port. */
  readonly service?: Service;
  readonly servicePort?: ServicePort;
}

/** One mistake that would explain a denial, and the change that would undo it. */
export interface CauseCandidate extends Omit<PolicyProblem, 'severity'> {
  readonly change: PolicyChange;
}

/** Looks for one kind of mistake. What it proposes is tried out before it counts. */
export type CauseSearch = (denial: Denial) => readonly CauseCandidate[];
