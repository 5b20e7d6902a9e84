import type { ContainerTarget } from '../../core/probes/containerTarget.ts';
import type { Privilege, ProbeOutcome } from '../../core/probes/observation.ts';
import type { ConsentRequest } from '../../protocol/consentProtocol.ts';
import type { ChangeResult, Cluster } from '../ports.ts';
import type { CreatedObject, RunNotes } from './runLedger.ts';
import type { AwaitedContainer } from './waitUntilRunning.ts';

/** Why there is no place for a probe. */
export interface Refusal {
  readonly kind: 'refused';
  readonly outcome: Exclude<ProbeOutcome, 'ok' | 'tool-missing'>;
  readonly reason: string;
}

/** A place that was not there before: what has to be allowed, sent and awaited for it. */
export interface PlacePlan {
  readonly kind: 'plan';
  readonly consent: Omit<ConsentRequest, 'purposes'>;
  readonly created: CreatedObject;
  /** Sends what the consent has shown. */
  readonly create: (signal: AbortSignal) => Promise<ChangeResult>;
  readonly awaited: AwaitedContainer;
}

/** A place that is there already; who made it ends it. */
export interface ExistingPlace {
  readonly kind: 'existing';
  readonly target: ContainerTarget;
}

export interface PlanContext {
  readonly cluster: Cluster;
  readonly image: string;
  readonly owner: string;
  /** Of the run for which the place is. */
  readonly notes: RunNotes;
  /** Distinguishes what one run creates. */
  readonly number: number;
  readonly nodePodNamespace: string;
  /** RFC 3339. */
  readonly now: string;
}

/** Refuses a place, finds it, or plans it. Only reads. Rejects when the signal aborts. */
export type PlanPlace<Target> = (
  target: Target,
  privilege: Privilege,
  context: PlanContext,
  signal: AbortSignal,
) => Promise<Refusal | PlacePlan | ExistingPlace>;

/** A refusal because of what the cluster does not allow. */
export function forbidden(reason: string): Refusal {
  return { kind: 'refused', outcome: 'forbidden', reason };
}

/** A refusal because it cannot work. */
export function impossible(reason: string): Refusal {
  return { kind: 'refused', outcome: 'error', reason };
}
