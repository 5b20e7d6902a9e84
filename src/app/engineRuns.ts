import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Question } from '../core/diagnosis/question.ts';
import type { ServiceTrace } from '../core/diagnosis/serviceTrace.ts';
import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import { type Observation, describeVantage } from '../core/probes/observation.ts';
import { writeCase } from '../core/report/writeCase.ts';
import type { EngineEvents, RawObservation } from '../protocol/engineProtocol.ts';
import { diagnoseConnection } from './diagnoseConnection.ts';
import type { Clock, Cluster } from './ports.ts';
import { type ProbeRunner, createProbeRunner } from './probeRunner.ts';
import { traceConnection } from './traceConnection.ts';

/** What a run looks at: fixed when it starts, so that its answer and its case are about one moment. */
export interface RunBasis {
  readonly cluster: Cluster;
  readonly snapshot: ClusterSnapshot;
  /** What a case file knows already. */
  readonly observations: readonly Observation[];
}

type RunEvents = Pick<EngineEvents, 'diagnosisProgress' | 'traceProgress' | 'commandRun'>;

interface Run {
  readonly controller: AbortController;
  readonly snapshot: ClusterSnapshot;
  readonly question?: Question;
  readonly observations: Map<string, Observation>;
}

/** Finished runs that are held, for their raw output and case files; older ones are forgotten. */
const heldRuns = 20;

/** Diagnoses and traces by the id that their asker gave them. */
export class EngineRuns {
  readonly #runs = new Map<string, Run>();
  readonly #clock: Clock;
  readonly #events: RunEvents;

  constructor(clock: Clock, events: RunEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Answers the question; resolves with what is known when it is cancelled. */
  async diagnose(id: string, question: Question, basis: RunBasis): Promise<Diagnosis> {
    const run = this.#start(id, basis, question);
    const { diagnosis } = await diagnoseConnection({
      question,
      snapshot: basis.snapshot,
      observations: basis.observations,
      runner: this.#runner(run, basis),
      onProgress: (soFar) => {
        this.#events.diagnosisProgress(id, soFar);
      },
      signal: run.controller.signal,
    });
    return diagnosis;
  }

  /** Follows the Service's chain; resolves with what is known when it is cancelled. */
  async trace(id: string, service: ObjectReference, basis: RunBasis): Promise<ServiceTrace> {
    const run = this.#start(id, basis);
    const { trace } = await traceConnection({
      service,
      snapshot: basis.snapshot,
      observations: basis.observations,
      runner: this.#runner(run, basis),
      onProgress: (soFar) => {
        this.#events.traceProgress(id, soFar);
      },
      signal: run.controller.signal,
    });
    return trace;
  }

  cancel(id: string): void {
    this.#runs.get(id)?.controller.abort();
  }

  cancelAll(): void {
    for (const { controller } of this.#runs.values()) controller.abort();
  }

  /** The case file of a diagnosis as JSON text. Throws when the run is none, or is not held any more. */
  caseFile(id: string): string {
    const run = this.#runs.get(id);
    if (run?.question === undefined) throw new Error('This run is not held any more. Run it again.');
    const file = writeCase(run.question, run.snapshot, [...run.observations.values()]);
    return `${JSON.stringify(file, null, 2)}\n`;
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

  #start(id: string, { snapshot, observations }: RunBasis, question?: Question): Run {
    this.cancel(id);
    const run: Run = {
      controller: new AbortController(),
      snapshot,
      observations: new Map(observations.map((observation) => [observation.key, observation])),
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
  #runner(run: Run, { cluster }: RunBasis): ProbeRunner {
    const recorded = cluster.describe().kind === 'recorded';
    const runner = createProbeRunner({
      cluster,
      clock: this.#clock,
      ...(recorded
        ? {}
        : {
            onCommand: (command: string) => {
              this.#events.commandRun(command);
            },
          }),
    });
    return {
      run: (requests, onObservation, signal) =>
        runner.run(
          requests,
          (observation) => {
            run.observations.set(observation.key, observation);
            onObservation(observation);
          },
          signal,
        ),
    };
  }
}
