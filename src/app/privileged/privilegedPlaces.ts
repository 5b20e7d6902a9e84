import type { ContainerTarget } from '../../core/probes/containerTarget.ts';
import {
  describeVantage,
  permissionOf,
  type Permission,
  type ProbeRequest,
} from '../../core/probes/observation.ts';
import type { Clock, Cluster, Log } from '../ports.ts';
import { ConsentDesk, type Consent } from './consent.ts';
import { lifetimeSeconds } from './keepAlive.ts';
import {
  impossible,
  type ExistingPlace,
  type PlacePlan,
  type PlanContext,
  type Refusal,
} from './placePlan.ts';
import { planDebugContainer } from './planDebugContainer.ts';
import { planNodePod } from './planNodePod.ts';
import { removeCreated } from './removeCreated.ts';
import type { CreatedObject, RunLedger, RunNotes } from './runLedger.ts';
import { waitUntilRunning } from './waitUntilRunning.ts';

/** Where a privileged probe can run. */
export interface ReadyPlace {
  readonly kind: 'ready';
  readonly target: ContainerTarget;
}

/** The places of one run that did not exist before it. */
export interface PrivilegedPlaces {
  /**
   * The place that a probe needs: the same for all probes with the same vantage and privilege, made when it is first
   * asked for and the user has allowed it. Rejects only when the signal aborts.
   */
  placeFor(
    request: Pick<ProbeRequest, 'vantage' | 'privilege' | 'reason'>,
    signal: AbortSignal,
  ): Promise<ReadyPlace | Refusal>;
  /**
   * Takes away everything that was made, also when the run was cancelled. Never rejects; resolves with what remains, in
   * words.
   */
  close(): Promise<readonly string[]>;
}

export interface PrivilegedOptions {
  readonly cluster: Cluster;
  /** What the user is asked about; everything else is declined without a question. */
  readonly mayAsk: readonly Permission[];
  readonly consent: Consent;
  readonly ledger: RunLedger;
  readonly clock: Clock;
  readonly log: Log;
  /** The image of debug containers and node pods. */
  readonly image: string;
  readonly nodePodNamespace: string;
  /** Told what is created and removed, as a person would type it. */
  readonly onCommand?: (command: string) => void;
}

/** What is left of a place's life is not worth using it any more. */
const remainingSeconds = 30;

/** Cleaning up may take so long before it is given up; the next start goes on with it. */
const closeMilliseconds = 10_000;

/** Why a probe is declined that nobody was asked about. */
export const notAllowed = 'which was not allowed';

interface Place {
  readonly purposes: Set<string>;
  readonly result: Promise<ReadyPlace | Refusal>;
  /** {@link Clock.elapsed} when it is too old. */
  staleAt: number;
}

function commandOfCreation({ created, consent }: PlacePlan): string {
  return created.kind === 'node-pod'
    ? `kubectl create -f -  # pod ${created.namespace}/${created.name}`
    : `kubectl patch pod -n ${created.namespace} ${created.pod} --subresource=ephemeralcontainers --patch …  # ${consent.title}`;
}

function commandOfRemoval(created: CreatedObject): string {
  return created.kind === 'node-pod'
    ? `kubectl delete pod -n ${created.namespace} ${created.name}`
    : `kubectl exec -n ${created.namespace} ${created.pod} -c ${created.container} -- kill …  # ends the debug container`;
}

/** Makes places on a cluster as the user allows them. */
export function createPrivilegedPlaces(options: PrivilegedOptions): PrivilegedPlaces {
  return new PlacesOfRun(options);
}

class PlacesOfRun implements PrivilegedPlaces {
  readonly #options: PrivilegedOptions;
  readonly #desk: ConsentDesk;
  readonly #places = new Map<string, Place>();
  /** Sent or about to be sent; a creation that was sent is not interrupted, or nobody would know what became of it. */
  readonly #created = new Map<CreatedObject, Promise<unknown>>();
  #notes: Promise<RunNotes> | undefined;
  #number = 0;

  constructor(options: PrivilegedOptions) {
    this.#options = options;
    this.#desk = new ConsentDesk(options.consent);
  }

  placeFor(
    request: Pick<ProbeRequest, 'vantage' | 'privilege' | 'reason'>,
    signal: AbortSignal,
  ): Promise<ReadyPlace | Refusal> {
    const permission = permissionOf(request.privilege);
    if (permission === undefined || !this.#options.mayAsk.includes(permission)) {
      return Promise.resolve({ kind: 'refused', outcome: 'declined', reason: notAllowed });
    }
    const key = `${request.privilege} ${describeVantage(request.vantage)}`;
    const known = this.#places.get(key);
    if (known !== undefined && known.staleAt > this.#options.clock.elapsed()) {
      known.purposes.add(request.reason);
      return known.result;
    }
    const purposes = new Set([request.reason]);
    const place: Place = {
      purposes,
      result: this.#make(request, purposes, signal).then((made) => {
        place.staleAt = this.#options.clock.elapsed() + (lifetimeSeconds - remainingSeconds) * 1000;
        return made;
      }),
      staleAt: Number.POSITIVE_INFINITY,
    };
    this.#places.set(key, place);
    return place.result;
  }

  async close(): Promise<readonly string[]> {
    const { cluster, log, onCommand } = this.#options;
    const notes = await this.#notes?.catch(() => undefined);
    const signal = AbortSignal.timeout(closeMilliseconds);
    const remove = async (
      created: CreatedObject,
      creation: Promise<unknown>,
    ): Promise<string | undefined> => {
      await creation.catch(() => undefined);
      onCommand?.(commandOfRemoval(created));
      const remains = await removeCreated(created, cluster, signal).catch((error: unknown) =>
        signal.aborted ? 'the cluster did not answer in time while cleaning up' : String(error),
      );
      if (remains === undefined) await notes?.remove(created).catch(() => undefined);
      return remains;
    };
    const remaining = await Promise.all(
      [...this.#created].map(([created, creation]) => remove(created, creation)),
    );
    this.#created.clear();
    this.#places.clear();
    await notes?.close().catch((error: unknown) => {
      log.warn(`the notes of this run could not be closed: ${String(error)}`);
    });
    return remaining.filter((line) => line !== undefined);
  }

  async #make(
    { vantage, privilege }: Pick<ProbeRequest, 'vantage' | 'privilege'>,
    purposes: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadyPlace | Refusal> {
    const { cluster, ledger } = this.#options;
    try {
      this.#notes ??= ledger.startRun(cluster.describe().server);
      const context = await this.#context(await this.#notes);
      let plan: PlacePlan | ExistingPlace | Refusal;
      if (vantage.kind === 'debug') plan = await planDebugContainer(vantage, privilege, context, signal);
      else if (vantage.kind === 'node') plan = await planNodePod(vantage, privilege, context, signal);
      else return impossible(`no place is made for ${describeVantage(vantage)}`);
      if (plan.kind === 'refused') return plan;
      if (plan.kind === 'existing') return { kind: 'ready', target: plan.target };
      const { consent } = plan;
      const refused = await this.#desk.obtain(
        privilege,
        () => ({ ...consent, purposes: [...purposes] }),
        signal,
      );
      if (refused !== undefined) return { kind: 'refused', outcome: 'declined', reason: refused };
      return await this.#create(plan, context.notes, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      return impossible(error instanceof Error ? error.message : String(error));
    }
  }

  async #context(notes: RunNotes): Promise<PlanContext> {
    const { cluster, image, nodePodNamespace, ledger, clock } = this.#options;
    this.#number += 1;
    const number = this.#number;
    return { cluster, image, nodePodNamespace, notes, number, owner: await ledger.owner(), now: clock.now() };
  }

  async #create(plan: PlacePlan, notes: RunNotes, signal: AbortSignal): Promise<ReadyPlace | Refusal> {
    const { cluster, clock, image, onCommand } = this.#options;
    const { created, awaited } = plan;
    signal.throwIfAborted();
    await notes.add(created);
    onCommand?.(commandOfCreation(plan));
    const creation = plan.create(new AbortController().signal);
    this.#created.set(created, creation);
    const result = await creation;
    if (result.kind !== 'done') {
      if (result.kind !== 'timeout') {
        this.#created.delete(created);
        await notes.remove(created);
      }
      const outcome = result.kind === 'forbidden' || result.kind === 'timeout' ? result.kind : 'error';
      return { kind: 'refused', outcome, reason: result.reason };
    }
    signal.throwIfAborted();
    const problem = await waitUntilRunning(awaited, cluster, clock, signal);
    if (problem === undefined) {
      const { namespace, pod, container } = awaited;
      return { kind: 'ready', target: { namespace, pod, container } };
    }
    const remains = await this.#remove(created, notes, signal);
    return impossible(
      [`with the image ${image}: ${problem}`, ...(remains === undefined ? [] : [remains])].join('; '),
    );
  }

  /** What did not start is taken away at once; where that fails it is tried again at the end. */
  async #remove(created: CreatedObject, notes: RunNotes, signal: AbortSignal): Promise<string | undefined> {
    const { cluster, onCommand } = this.#options;
    // The entry of a debug container stays in its pod, and its image may still arrive: that is for the end.
    if (created.kind === 'debug-container') return undefined;
    onCommand?.(commandOfRemoval(created));
    const remains = await removeCreated(created, cluster, signal);
    if (remains === undefined) {
      this.#created.delete(created);
      await notes.remove(created);
    }
    return remains;
  }
}
