import type { Observation, Privilege, ProbeAction, ProbeRequest, Vantage } from './observation.ts';

/** What reading an observation gave. `errors` name lines that were not understood; they are kept, never skipped in silence. */
export interface ParsedObservation<Result> {
  readonly value?: Result;
  readonly errors: readonly string[];
}

/** One way to look at a cluster: what to run, from where, with which privilege, and how to read what it prints. */
export interface Probe<Parameters, Result> {
  /** Kebab-case, stable: it stands in observations and case files. */
  readonly id: string;
  readonly title: string;
  readonly privilege: Privilege;
  /**
   * What it needs when it runs in a debug container, because no container of the pod has its tools: `debug-container`
   * when nothing is said. `never`: from there it would not tell what it tells from the application's container.
   */
  readonly inDebugContainer?: 'debug-container' | 'debug-container-net-admin' | 'never';
  readonly timeoutMilliseconds: number;
  /** Programs that it starts in the container, about; one when nothing is said, none for a read of the API. */
  readonly processes?: (parameters: Parameters) => number;
  /** What makes two requests the same; the vantage is added to it. */
  readonly identity: (parameters: Parameters) => string;
  readonly vantage: (parameters: Parameters) => Vantage;
  readonly action: (parameters: Parameters) => ProbeAction;
  readonly parse: (observation: Observation) => ParsedObservation<Result>;
}

/** Declares a probe; exists for the inference of its types. */
export function defineProbe<Parameters, Result>(probe: Probe<Parameters, Result>): Probe<Parameters, Result> {
  return probe;
}

function vantageKey(vantage: Vantage): string {
  switch (vantage.kind) {
    case 'api':
      return 'api';
    case 'pod':
      return `${vantage.namespace}/${vantage.pod}/${vantage.container}`;
    case 'debug':
      // No namespace has a colon in its name, so this is no container's key.
      return `debug:${vantage.namespace}/${vantage.pod}`;
    case 'node':
      return `node/${vantage.node}`;
  }
}

/** A place for a probe other than its own, and what it takes to look from there. */
export interface ProbeVantage {
  readonly vantage: Vantage;
  readonly privilege: Privilege;
}

/** The request that a runner executes to answer a probe. `reason` says what its answer decides. */
export function requestOf<Parameters, Result>(
  probe: Probe<Parameters, Result>,
  parameters: Parameters,
  reason: string,
  place?: ProbeVantage,
): ProbeRequest {
  const vantage = place?.vantage ?? probe.vantage(parameters);
  const identity = probe.identity(parameters);
  const action = probe.action(parameters);
  return {
    key: `${probe.id}@${vantageKey(vantage)}${identity === '' ? '' : `#${identity}`}`,
    probe: probe.id,
    vantage,
    privilege: place?.privilege ?? probe.privilege,
    action,
    timeoutMilliseconds: probe.timeoutMilliseconds,
    reason,
    processes: action.kind === 'read' ? 0 : (probe.processes?.(parameters) ?? 1),
  };
}
