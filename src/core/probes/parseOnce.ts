import type { ParsedObservation, Probe } from './defineProbe.ts';
import type { Observation } from './observation.ts';

const parsed = new WeakMap<Observation, Map<string, ParsedObservation<unknown>>>();

/**
 * What a probe reads from an observation. An observation never changes, and a diagnosis is computed anew after each answer: each
 * is parsed once.
 */
export function parseOnce<Parameters, Result>(
  probe: Pick<Probe<Parameters, Result>, 'id' | 'parse'>,
  observation: Observation,
): ParsedObservation<Result> {
  const byProbe = parsed.get(observation) ?? new Map<string, ParsedObservation<unknown>>();
  parsed.set(observation, byProbe);
  const known = byProbe.get(probe.id) as ParsedObservation<Result> | undefined;
  if (known !== undefined) return known;
  const result = probe.parse(observation);
  byProbe.set(probe.id, result);
  return result;
}
