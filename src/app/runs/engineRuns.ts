import type { NetworkChange } from '../../core/changes/networkChange.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Question } from '../../core/inquiry/question.ts';
import type { ServiceTrace } from '../../core/trace/serviceTrace.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import { toJson } from '../../core/text/documentText.ts';
import { defaultDebugImage } from '../../core/probes/commandLine.ts';
import { type Observation, describeVantage, permissionOf } from '../../core/probes/observation.ts';
import { writeCase } from '../../core/documents/writeCase.ts';
import type { LookRequest } from '../../core/looks/defineLookCommand.ts';
import { describeObservation } from '../../core/looks/describeObservation.ts';
import { lookText } from '../../core/looks/lookText.ts';
import type {
  EngineEvents,
  RawObservation,
  RunPermissions,
  LookResult,
} from '../../protocol/engineProtocol.ts';
import { diagnoseConnection } from './diagnoseConnection.ts';
import type { Clock, Cluster, Log } from '../ports.ts';
import type { Consent } from '../privileged/consent.ts';
import { consentThroughEvents } from '../privileged/consentThroughEvents.ts';
import type { RunLedger } from '../privileged/runLedger.ts';
import type { Working } from './askAndTell.ts';
import type { ProbeRunner } from './probeRunner.ts';
import type { Renew } from './renewSnapshot.ts';
import { runSingleLook } from './runSingleLook.ts';
import { traceConnection } from './traceConnection.ts';
import { whileWorking } from '../whileWorking.ts';
import { withProbeRunner } from './withProbeRunner.ts';

/** What a run looks at: fixed when it starts, so that its answer and its case are about one moment. */
export interface RunBasis {
  readonly cluster: Cluster;
  readonly snapshot: ClusterSnapshot;
  /** What a case file knows already. */
  readonly observations: readonly Observation[];
  /** What had changed shortly before, newest first. */
  readonly changes?: readonly NetworkChange[];
  /** Gives newer snapshots, where the cluster is live: then a question about something on its way is asked again. */
  readonly renew?: Renew;
}

type RunEvents = Pick<
  EngineEvents,
  'diagnosisProgress' | 'traceProgress' | 'commandRun' | 'consent' | 'consentWithdrawn' | 'working'
>;

export interface EngineRunsOptions {
  readonly clock: Clock;
  readonly events: RunEvents;
  readonly log: Log;
  readonly ledger: RunLedger;
}

interface Run {
  readonly controller: AbortController;
  readonly cluster: Cluster;
  /** Of the moment that the answer is about; a newer one takes its place when the question is asked again. */
  snapshot: ClusterSnapshot;
  readonly question?: Question;
  readonly observations: Map<string, Observation>;
  readonly changes: readonly NetworkChange[];
}

function isRecorded({ cluster }: Run): boolean {
  return cluster.describe().kind === 'recorded';
}

/** Finished runs that are held, for their raw output and case files; older ones are forgotten. */
const heldRuns = 20;

/** Where node pods are created when the user says nothing: as `kubectl debug node/…` does in a fresh context. */
const defaultNodePodNamespace = 'default';

/** Diagnoses and traces by the id that their asker gave them. */
export class EngineRuns {
  readonly #runs = new Map<string, Run>();
  readonly #options: EngineRunsOptions;
  readonly #consent: Consent;
  /** Runs that have not ended, their clean-up included. */
  readonly #active = new Set<Promise<unknown>>();

  constructor(options: EngineRunsOptions) {
    this.#options = options;
    this.#consent = consentThroughEvents(options.events);
  }

  /** Answers the question; resolves with what is known when it is cancelled. */
  diagnose(
    id: string,
    question: Question,
    basis: RunBasis,
    permissions?: RunPermissions,
  ): Promise<Diagnosis> {
    const run = this.#start(id, basis, question);
    const { renew } = basis;
    const renewed: Renew | undefined =
      renew &&
      (async (signal) => {
        const snapshot = await renew(signal);
        if (snapshot === undefined) return undefined;
        run.snapshot = snapshot;
        run.observations.clear();
        return snapshot;
      });
    return this.#withRunner(run, permissions, async (runner) => {
      const { diagnosis, failure } = await diagnoseConnection({
        ...(renewed === undefined ? {} : { renew: renewed }),
        question,
        snapshot: basis.snapshot,
        observations: basis.observations,
        runner,
        onProgress: (soFar) => {
          this.#options.events.diagnosisProgress(id, soFar);
        },
        working: this.#working(id),
        signal: run.controller.signal,
      });
      if (failure === undefined) return diagnosis;
      // What is known by then is kept by whoever was told of it; the error says that it is not all.
      this.#options.events.diagnosisProgress(id, diagnosis);
      throw failure;
    });
  }

  /**
   * Goes on with a diagnosis, about the moment of its snapshot: what was not seen for want of these permissions is asked
   * for again. Throws when the run is not held any more, or was of another cluster.
   */
  async continueDiagnosis(id: string, cluster: Cluster, permissions: RunPermissions): Promise<Diagnosis> {
    const run = this.#runs.get(id);
    if (run?.question === undefined) throw new Error('This run is not held any more. Run it again.');
    if (run.cluster !== cluster) throw new Error('Another cluster is open by now. Run it again.');
    const observations = [...run.observations.values()].filter(({ privilege, outcome }) => {
      const permission = permissionOf(privilege);
      return outcome === 'ok' || permission === undefined || !permissions.mayAsk.includes(permission);
    });
    const { snapshot, changes } = run;
    return this.diagnose(id, run.question, { cluster, snapshot, observations, changes }, permissions);
  }

  /** Follows the Service's chain; resolves with what is known when it is cancelled. */
  trace(
    id: string,
    service: ObjectReference,
    basis: RunBasis,
    permissions?: RunPermissions,
  ): Promise<ServiceTrace> {
    const run = this.#start(id, basis);
    return this.#withRunner(run, permissions, async (runner) => {
      const { trace, failure } = await traceConnection({
        service,
        snapshot: basis.snapshot,
        observations: basis.observations,
        runner,
        onProgress: (soFar) => {
          this.#options.events.traceProgress(id, soFar);
        },
        working: this.#working(id),
        signal: run.controller.signal,
      });
      if (failure === undefined) return trace;
      this.#options.events.traceProgress(id, trace);
      throw failure;
    });
  }

  /** Looks at one thing by hand; resolves with what is known when it is cancelled. */
  step(id: string, request: LookRequest, basis: RunBasis, permissions?: RunPermissions): Promise<LookResult> {
    const run = this.#start(id, basis);
    const { snapshot, observations } = basis;
    return this.#withRunner(run, permissions, async (runner) => {
      const { signal } = run.controller;
      const recorded = isRecorded(run);
      const working = this.#working(id);
      const options = { request, snapshot, observations, runner, signal, recorded, working };
      const { headline, text } = await runSingleLook(options);
      return { headline, text };
    });
  }

  cancel(id: string): void {
    this.#runs.get(id)?.controller.abort();
  }

  /** Ends every run. Resolves when each has taken away what it created; later ones do not count. */
  async end(): Promise<void> {
    for (const { controller } of this.#runs.values()) controller.abort();
    await Promise.allSettled([...this.#active]);
  }

  /** The case file of a diagnosis as JSON text. Throws when the run is none, or is not held any more. */
  caseFile(id: string): string {
    const run = this.#runs.get(id);
    if (run?.question === undefined) throw new Error('This run is not held any more. Run it again.');
    const file = writeCase(run.question, run.snapshot, [...run.observations.values()], run.changes);
    return `${toJson(file, 2)}\n`;
  }

  raw(id: string, key: string): RawObservation | undefined {
    const observation = this.#runs.get(id)?.observations.get(key);
    if (observation === undefined) return undefined;
    const { command, vantage, stdout, stderr, outcome, reason } = observation;
    return {
      command,
      vantage: describeVantage(vantage),
      stdout,
      stderr,
      outcome: reason === undefined ? outcome : `${outcome}: ${reason}`,
    };
  }

  /** One probe's document: what it says, and what it printed. */
  observationText(id: string, key: string): string | undefined {
    const run = this.#runs.get(id);
    const observation = run?.observations.get(key);
    if (run === undefined || observation === undefined) return undefined;
    const heading = {
      title: `${observation.probe}: ${describeVantage(observation.vantage)}`,
      context: run.snapshot.context,
      headline: `seen at ${observation.at}`,
      recorded: isRecorded(run),
    };
    return lookText(heading, describeObservation(observation, run.snapshot), [observation]);
  }

  #working(id: string): Working {
    return (step) => whileWorking(this.#options.events, { kind: 'run', id }, step);
  }

  #start(id: string, { cluster, snapshot, observations, changes = [] }: RunBasis, question?: Question): Run {
    this.cancel(id);
    const run: Run = {
      controller: new AbortController(),
      cluster,
      snapshot,
      observations: new Map(observations.map((observation) => [observation.key, observation])),
      changes,
      ...(question === undefined ? {} : { question }),
    };
    this.#runs.delete(id);
    this.#runs.set(id, run);
    for (const oldest of [...this.#runs.keys()].slice(0, -heldRuns)) {
      this.cancel(oldest);
      this.#runs.delete(oldest);
    }
    return run;
  }

  /** Keeps each observation as it is made: raw output can be asked for while the run goes on. */
  #withRunner<Result>(
    run: Run,
    permissions: RunPermissions | undefined,
    use: (runner: ProbeRunner) => Promise<Result>,
  ): Promise<Result> {
    const { clock, events, log, ledger } = this.#options;
    const { mayAsk, debugImage = defaultDebugImage, nodePodNamespace } = permissions ?? {};
    const onCommand = (command: string): void => {
      events.commandRun(command);
    };
    const privileges = mayAsk && {
      mayAsk,
      consent: this.#consent,
      ledger,
      nodePodNamespace: nodePodNamespace ?? defaultNodePodNamespace,
    };
    const running = withProbeRunner(
      {
        cluster: run.cluster,
        clock,
        log,
        debugImage,
        ...(privileges === undefined ? {} : { privileges }),
        ...(isRecorded(run) ? {} : { onCommand }),
      },
      (runner) =>
        use({
          run: (requests, onObservation, signal) =>
            runner.run(
              requests,
              (observation) => {
                run.observations.set(observation.key, observation);
                onObservation(observation);
              },
              signal,
            ),
        }),
    );
    const active = running.finally(() => this.#active.delete(active));
    this.#active.add(active);
    return active;
  }
}
