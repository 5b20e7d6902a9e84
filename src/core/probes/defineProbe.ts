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
  readonly timeoutMilliseconds: number;
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
    case 'node':
      return `node/${vantage.node}`;
  }
}

/** The request that a runner executes to answer a probe. `reason` says what its answer decides. */
export function requestOf<Parameters, Result>(
  probe: Probe<Parameters, Result>,
  parameters: Parameters,
  reason: string,
): ProbeRequest {
  const vantage = probe.vantage(parameters);
  const identity = probe.identity(parameters);
  return {
    key: `${probe.id}@${vantageKey(vantage)}${identity === '' ? '' : `#${identity}`}`,
    probe: probe.id,
    vantage,
    privilege: probe.privilege,
    action: probe.action(parameters),
    timeoutMilliseconds: probe.timeoutMilliseconds,
    reason,
  };
}
