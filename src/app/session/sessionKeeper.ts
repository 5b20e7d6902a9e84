import type { Question } from '../../core/inquiry/question.ts';
import type { Observation } from '../../core/probes/observation.ts';
import type { SessionState, SessionTarget } from '../../protocol/engineProtocol.ts';
import { type Clock, type Cluster, ConnectionError, type Log } from '../ports.ts';
import { removeLeftovers } from '../privileged/removeLeftovers.ts';
import type { RunLedger } from '../privileged/runLedger.ts';
import { type Session, openSession } from './session.ts';
import { type Recording, SessionChanges } from './sessionChanges.ts';
import { describeState } from './sessionState.ts';

/** A cluster ready to be watched, with what a file knows beside its snapshot. */
export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly observations?: readonly Observation[];
  /** The question of a case file. */
  readonly question?: Question;
  /** Of a file: when it was recorded, and what had changed. */
  readonly recording?: Recording;
}

/** The session that is open, with what is known beside its snapshot. */
export interface KeptSession extends OpenedCluster {
  readonly session: Session;
  readonly changes: SessionChanges;
}

export interface SessionKeeperOptions {
  /** Opens what the target names; throws {@link ConnectionError} when it cannot be used. */
  readonly openCluster: (target: SessionTarget) => Promise<OpenedCluster>;
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: RunLedger;
  /** Told the state when it is worth telling: its age alone is not. */
  readonly onState: (state: SessionState) => void;
  /** The phase or the cluster is another, or the cluster's data changed. */
  readonly onChange: () => void;
  /** Told at most every 100 ms: what is shown of the session may be different. */
  readonly onTell: () => void;
  /** Ends what uses the session, at once; resolves when it has taken away what it created in the cluster. */
  readonly endRuns: () => Promise<void>;
}

/** Changes are told at most so often; the map has its own pace. */
const tellMilliseconds = 100;

/** What is said where something needs a cluster. */
export const notConnected = 'Podpath is not connected to a cluster.';

/** The one session of an engine: opened in place of the one before, watched, and described. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  /** Grows with each session that is opened or closed: what belongs to another one is void. */
  #epoch = 0;
  #open: KeptSession | undefined;
  #state: SessionState = { epoch: 0, phase: 'closed' };
  #timer: NodeJS.Timeout | undefined;
  /** Told at each change of the phase. */
  readonly #phaseWaiters = new Set<() => void>();
  /** Sessions that are not used any more, and whose connections are still needed to clean up. */
  readonly #closing = new Set<Promise<void>>();

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** `undefined` while no cluster is open. */
  get current(): KeptSession | undefined {
    return this.#open;
  }

  /** Throws where no cluster is open. */
  connected(): KeptSession {
    if (this.#open === undefined) throw new Error(notConnected);
    return this.#open;
  }

  /**
   * Opens a session in place of the one before, and does not wait for that one: neither for a user who was asked something,
   * nor for a cluster that is slow to take away what was created. Resolves when it is known whether the cluster can be used.
   */
  async open(target: SessionTarget): Promise<SessionState> {
    this.#end();
    const epoch = ++this.#epoch;
    this.#setState({ epoch, phase: 'connecting' });
    try {
      const opened = await this.#options.openCluster(target);
      if (epoch !== this.#epoch) {
        opened.cluster.close();
        return this.#state;
      }
      this.#start(epoch, target, opened);
    } catch (error) {
      if (epoch === this.#epoch) this.#setState({ epoch, phase: 'failed', problem: problemOf(error) });
      return this.#state;
    }
    await this.#settled(epoch);
    return this.#state;
  }

  /** Closes the session; what it shows is gone at once. Resolves when its connection is closed. */
  async close(): Promise<void> {
    const epoch = ++this.#epoch;
    this.#end();
    this.#setState({ epoch, phase: 'closed' });
    await this.#closed();
  }

  /** Ends without telling anybody. */
  async dispose(): Promise<void> {
    this.#epoch += 1;
    this.#end();
    await this.#closed();
  }

  #start(epoch: number, target: SessionTarget, opened: OpenedCluster): void {
    const { clock, log, ledger, onChange } = this.#options;
    const namespaces = target.kind === 'kubeconfig' ? target.namespaces : undefined;
    const session = openSession({
      cluster: opened.cluster,
      scope: namespaces === undefined ? {} : { namespaces },
      clock,
      log,
    });
    const changes = new SessionChanges(session, clock, opened.recording);
    this.#open = { ...opened, session, changes };
    void removeLeftovers(opened.cluster, ledger, log, session.ended).catch(() => undefined);
    session.onChange(() => {
      onChange();
      // The first data, and what ends the waiting, are told at once.
      if (this.#state.phase === 'connecting') this.#tell(epoch);
      else
        this.#timer ??= setTimeout(() => {
          this.#tell(epoch);
        }, tellMilliseconds);
    });
    this.#tell(epoch);
  }

  /** Compares with what was told before, and tells the difference. */
  #tell(epoch: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open === undefined || epoch !== this.#epoch) return;
    const { session, cluster, question } = this.#open;
    const state = describeState(epoch, cluster.describe(), session.current(), session.problem());
    this.#setState(question === undefined ? state : { ...state, question });
  }

  #setState(state: SessionState): void {
    const before = this.#state;
    this.#state = state;
    const { onState, onChange, onTell } = this.#options;
    if (essence(before) !== essence(state)) onState(state);
    if (before.phase !== state.phase || before.epoch !== state.epoch) {
      for (const waiter of [...this.#phaseWaiters]) waiter();
      onChange();
    }
    onTell();
  }

  /** Resolves when the session of this epoch is usable or known to be unusable, or when another one took its place. */
  #settled(epoch: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#epoch === epoch && this.#state.phase === 'connecting') return;
        this.#phaseWaiters.delete(look);
        resolve();
      };
      this.#phaseWaiters.add(look);
      look();
    });
  }

  /** Ends the session that is open. What its runs have created is taken away over its connection, which is closed then. */
  #end(): void {
    const open = this.#open;
    this.#open = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ended = this.#options.endRuns();
    const closing: Promise<void> = (open === undefined ? ended : open.session.close(ended)).finally(() =>
      this.#closing.delete(closing),
    );
    this.#closing.add(closing);
  }

  async #closed(): Promise<void> {
    await Promise.allSettled(this.#closing);
  }
}

/** What is wrong, for people, whatever was thrown. */
export function problemOf(error: unknown): ConnectionError['problem'] {
  if (error instanceof ConnectionError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message, advice: 'The output channel "Podpath" has the details.' };
}

/** What of a state is worth telling. */
function essence({ asOf: _asOf, ...rest }: SessionState): string {
  return JSON.stringify(rest);
}
