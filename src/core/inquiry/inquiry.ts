import { debugVantage, type ContainerTarget } from '../probes/containerTarget.ts';
import { parseOnce } from '../probes/parseOnce.ts';
import { diagnosisLimit, openBudget, type InquiryLimit } from './budget.ts';
import { requestOf, type Probe, type ProbeVantage } from '../probes/defineProbe.ts';
import {
  permissionOf,
  privileges,
  type Observation,
  type Permission,
  type ProbeRequest,
} from '../probes/observation.ts';

/**
 * What is known of a probe's answer. `pending`: it was asked for, and a later step will know. `unavailable`: it was
 * tried, or may not be tried, and tells nothing.
 */
export type Answer<Result> =
  | { readonly state: 'answered'; readonly value: Result; readonly observation: Observation }
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string; readonly observation?: Observation };

/** Why a probe told nothing. */
export interface Unavailable {
  readonly reason: string;
  /** What the user may allow so that it is tried. */
  readonly permission?: Permission;
}

/** Reads what was observed and collects what is still wanted: the two directions of ask and tell. */
export interface Inquiry {
  ask<Parameters, Result>(
    probe: Probe<Parameters, Result>,
    parameters: Parameters,
    reason: string,
    place?: ProbeVantage,
  ): Answer<Result>;
  /**
   * Asks in the containers of a pod, one after the other until one has the tools, and where none has them in a debug
   * container of the pod, which a user has to allow. All share the pod's network.
   */
  askInPod<Extra extends object, Result>(
    probe: Probe<ContainerTarget & Extra, Result>,
    targets: readonly ContainerTarget[],
    extra: Extra,
    reason: string,
  ): Answer<Result>;
  /** What one place could not tell is not missing when another one told it: these answers are no longer named. */
  dismiss(answers: readonly Answer<unknown>[]): void;
  /** Probes that were asked for and not yet observed, cheapest and least privileged first. */
  wanted(): readonly ProbeRequest[];
  /** Observations that answers were read from, in the order of reading. */
  used(): readonly Observation[];
  /** Probes that told nothing, and why. */
  unavailable(): ReadonlyMap<string, Unavailable>;
}

/** Why an observation tells nothing; `problem` is the first thing that kept its output from being read. */
function unavailableReason(observation: Observation, problem: string | undefined): string {
  const { vantage } = observation;
  const where =
    vantage.kind === 'pod'
      ? ` in container ${vantage.container}`
      : vantage.kind === 'debug'
        ? ' in the debug container'
        : '';
  switch (observation.outcome) {
    case 'tool-missing':
      return `no tool for it${where}${observation.reason === undefined ? '' : ` (${observation.reason})`}`;
    case 'forbidden':
    case 'declined':
    case 'timeout':
    case 'error':
      return observation.reason ?? `${observation.outcome}${where}`;
    case 'ok':
      return `its output could not be read${problem === undefined ? '' : ` (${problem})`}`;
  }
}

function lacksTool<Result>(
  answer: Answer<Result>,
): answer is Extract<Answer<Result>, { state: 'unavailable' }> {
  return answer.state === 'unavailable' && answer.observation?.outcome === 'tool-missing';
}

/** Starts an inquiry over what was observed so far; what goes beyond the limit is unavailable, and says so. */
export function startInquiry(
  observations: readonly Observation[],
  limit: InquiryLimit = diagnosisLimit,
): Inquiry {
  const budget = openBudget(limit);
  const byKey = new Map(observations.map((observation) => [observation.key, observation]));
  const wanted = new Map<string, ProbeRequest>();
  const used = new Map<string, Observation>();
  const unavailable = new Map<string, Unavailable>();

  function ask<Parameters, Result>(
    probe: Probe<Parameters, Result>,
    parameters: Parameters,
    reason: string,
    place?: ProbeVantage,
  ): Answer<Result> {
    const request = requestOf(probe, parameters, reason, place);
    const observation = byKey.get(request.key);
    const refused = budget.refuse(request, observation !== undefined);
    if (refused !== undefined) {
      unavailable.set(request.probe, { reason: refused });
      return { state: 'unavailable', reason: refused };
    }
    if (observation === undefined) {
      wanted.set(request.key, request);
      return { state: 'pending' };
    }
    if (!used.has(observation.key)) budget.spendBytes(observation.stdout.length + observation.stderr.length);
    used.set(observation.key, observation);
    let problem: string | undefined;
    if (observation.outcome === 'ok') {
      const { value, errors } = parseOnce(probe, observation);
      [problem] = errors;
      if (value !== undefined) return { state: 'answered', value, observation };
    }
    const why = unavailableReason(observation, problem);
    const permission = observation.outcome === 'declined' ? permissionOf(observation.privilege) : undefined;
    unavailable.set(observation.key, { reason: why, ...(permission === undefined ? {} : { permission }) });
    return { state: 'unavailable', reason: why, observation };
  }

  /** Asks in the containers that run; gives the answers of all that were asked, the decisive one last. */
  function askInContainers<Parameters, Result>(
    probe: Probe<Parameters, Result>,
    parameters: readonly Parameters[],
    reason: string,
  ): readonly Answer<Result>[] {
    const answers: Answer<Result>[] = [];
    for (const each of parameters) {
      const answer = ask(probe, each, reason);
      answers.push(answer);
      if (!lacksTool(answer)) break;
    }
    return answers;
  }

  function dismiss(answers: readonly Answer<unknown>[]): void {
    for (const answer of answers) {
      if (answer.state === 'unavailable' && answer.observation !== undefined) {
        unavailable.delete(answer.observation.key);
      }
    }
  }

  return {
    ask,
    askInPod: (probe, targets, extra, reason) => {
      const parameters = targets.map((target) => ({ ...target, ...extra }));
      const answers = askInContainers(probe, parameters, reason);
      const last = answers.at(-1);
      const [first] = parameters;
      if (last === undefined || first === undefined) {
        return { state: 'unavailable', reason: 'no container of the pod is running' };
      }
      dismiss(answers.slice(0, -1));
      const { inDebugContainer = 'debug-container' } = probe;
      if (!lacksTool(last) || inDebugContainer === 'never') return last;
      const place: ProbeVantage = { vantage: debugVantage(first), privilege: inDebugContainer };
      const answer = ask(probe, first, reason, place);
      dismiss([last]);
      if (answer.state !== 'unavailable' || answer.observation === undefined) return answer;
      const reasons = [...answers, answer].map((each) => (each.state === 'unavailable' ? each.reason : ''));
      const why = reasons.join('; ');
      unavailable.set(answer.observation.key, { ...unavailable.get(answer.observation.key), reason: why });
      return { ...answer, reason: why };
    },
    dismiss,
    wanted: () =>
      [...wanted.values()].sort(
        (left, right) => privileges.indexOf(left.privilege) - privileges.indexOf(right.privilege),
      ),
    used: () => [...used.values()],
    unavailable: () => unavailable,
  };
}
