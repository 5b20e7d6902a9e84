import type { ContainerTarget } from '../probes/containerTarget.ts';
import { requestOf, type Probe } from '../probes/defineProbe.ts';
import { privileges, type Observation, type ProbeRequest } from '../probes/observation.ts';

/**
 * What is known of a probe's answer. `pending`: it was asked for, and a later step will know. `unavailable`: it was
 * tried, or may not be tried, and tells nothing.
 */
export type Answer<Result> =
  | { readonly state: 'answered'; readonly value: Result; readonly observation: Observation }
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string; readonly observation?: Observation };

/** Reads what was observed and collects what is still wanted: the two directions of ask and tell. */
export interface Inquiry {
  ask<Parameters, Result>(
    probe: Probe<Parameters, Result>,
    parameters: Parameters,
    reason: string,
  ): Answer<Result>;
  /**
   * Asks in the containers of a pod, one after the other until one has the tools. All share the pod's network.
   */
  askInPod<Extra extends object, Result>(
    probe: Probe<ContainerTarget & Extra, Result>,
    targets: readonly ContainerTarget[],
    extra: Extra,
    reason: string,
  ): Answer<Result>;
  /** Probes that were asked for and not yet observed, cheapest and least privileged first. */
  wanted(): readonly ProbeRequest[];
  /** Observations that answers were read from, in the order of reading. */
  used(): readonly Observation[];
  /** Probes that told nothing, and why. */
  unavailable(): ReadonlyMap<string, string>;
}

function unavailableReason(observation: Observation): string {
  const where = observation.vantage.kind === 'pod' ? ` in container ${observation.vantage.container}` : '';
  switch (observation.outcome) {
    case 'tool-missing':
      return `no tool for it${where}${observation.reason === undefined ? '' : ` (${observation.reason})`}`;
    case 'forbidden':
    case 'declined':
    case 'timeout':
    case 'error':
      return observation.reason ?? `${observation.outcome}${where}`;
    case 'ok':
      return 'its output could not be read';
  }
}

/** Starts an inquiry over what was observed so far. */
export function startInquiry(observations: readonly Observation[]): Inquiry {
  const byKey = new Map(observations.map((observation) => [observation.key, observation]));
  const wanted = new Map<string, ProbeRequest>();
  const used = new Map<string, Observation>();
  const unavailable = new Map<string, string>();

  function ask<Parameters, Result>(
    probe: Probe<Parameters, Result>,
    parameters: Parameters,
    reason: string,
  ): Answer<Result> {
    const request = requestOf(probe, parameters, reason);
    const observation = byKey.get(request.key);
    if (observation === undefined) {
      wanted.set(request.key, request);
      return { state: 'pending' };
    }
    used.set(observation.key, observation);
    if (observation.outcome === 'ok') {
      const { value } = probe.parse(observation);
      if (value !== undefined) return { state: 'answered', value, observation };
    }
    const why = unavailableReason(observation);
    unavailable.set(observation.key, why);
    return { state: 'unavailable', reason: why, observation };
  }

  return {
    ask,
    askInPod: (probe, targets, extra, reason) => {
      for (const target of targets) {
        const answer = ask(probe, { ...target, ...extra }, reason);
        const next = answer.state === 'unavailable' && answer.observation?.outcome === 'tool-missing';
        if (!next || target === targets.at(-1)) return answer;
      }
      return { state: 'unavailable', reason: 'no container of the pod is running' };
    },
    wanted: () =>
      [...wanted.values()].sort(
        (left, right) => privileges.indexOf(left.privilege) - privileges.indexOf(right.privilege),
      ),
    used: () => [...used.values()],
    unavailable: () => unavailable,
  };
}
