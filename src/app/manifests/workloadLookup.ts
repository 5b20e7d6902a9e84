import type { LiveWorkload } from '../../core/manifest/manifestContext.ts';
import { requestOf } from '../../core/probes/defineProbe.ts';
import { workloadsProbe, type Workload } from '../../core/probes/workloadsProbe.ts';
import type { Clock, Cluster } from '../ports.ts';
import { createProbeRunner } from '../runs/probeRunner.ts';

/** What was read counts as true for so long; an older answer is used until the new one is there. */
const freshMilliseconds = 30_000;

interface Entry {
  readonly askedAt: number;
  readonly workloads: readonly LiveWorkload[] | 'pending' | 'unavailable';
}

export interface WorkloadLookupOptions {
  readonly clock: Clock;
  readonly onCommand: (command: string) => void;
  /** An answer has come that differs from the one before. */
  readonly onChange: () => void;
}

/** The workloads of namespaces, read when first asked for: the snapshot does not watch them. */
export class WorkloadLookup {
  readonly #options: WorkloadLookupOptions;
  readonly #entries = new Map<string, Entry>();
  #cluster: Cluster | undefined;
  #controller = new AbortController();

  constructor(options: WorkloadLookupOptions) {
    this.#options = options;
  }

  /** Asks another cluster from now on, or none; everything known is forgotten. */
  use(cluster: Cluster | undefined): void {
    if (cluster === this.#cluster) return;
    this.#cluster = cluster;
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#entries.clear();
  }

  /** The workloads of a namespace as far as they are known; what is not, or not any more, is asked for. */
  get(namespace: string): Entry['workloads'] {
    const known = this.#entries.get(namespace);
    const now = this.#options.clock.elapsed();
    if (known !== undefined && now - known.askedAt < freshMilliseconds) return known.workloads;
    const workloads = known?.workloads ?? 'pending';
    this.#entries.set(namespace, { askedAt: now, workloads });
    if (this.#cluster !== undefined) void this.#ask(this.#cluster, namespace, now);
    return workloads;
  }

  async #ask(cluster: Cluster, namespace: string, askedAt: number): Promise<void> {
    const { clock, onCommand, onChange } = this.#options;
    const { signal } = this.#controller;
    const answers: (readonly Workload[] | undefined)[] = [];
    const requests = (['deployments', 'statefulsets'] as const).map((resource) =>
      requestOf(workloadsProbe, { namespace, resource }, `which pods ${namespace} could have`),
    );
    await createProbeRunner({ cluster, clock, onCommand }).run(
      requests,
      (observation) => {
        const parsed = observation.outcome === 'ok' ? workloadsProbe.parse(observation) : { errors: [] };
        answers.push(parsed.errors.length === 0 ? parsed.value : undefined);
      },
      signal,
    );
    if (signal.aborted) return;
    const before = this.#entries.get(namespace)?.workloads;
    const complete = answers.length === requests.length && answers.every((answer) => answer !== undefined);
    const workloads = complete ? answers.flat() : 'unavailable';
    this.#entries.set(namespace, { askedAt, workloads });
    if (JSON.stringify(before) !== JSON.stringify(workloads)) onChange();
  }
}
