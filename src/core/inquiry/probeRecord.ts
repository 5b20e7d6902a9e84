import type { ProbeOutcome } from '../probes/observation.ts';

/** A probe that was run for this diagnosis. */
export interface ProbeRecord {
  /** The observation's key. */
  readonly id: string;
  readonly vantage: string;
  readonly privilege: string;
  readonly milliseconds: number;
  readonly outcome: ProbeOutcome;
}

/**
 * What a diagnosis did to the cluster: `read-only`, or what was created for it and where. What went wrong with something that
 * was allowed may have gone wrong after it was created, so it counts.
 */
export function impactOf(probes: readonly Pick<ProbeRecord, 'privilege' | 'vantage' | 'outcome'>[]): string {
  const ran = probes.filter(({ outcome }) => outcome !== 'declined' && outcome !== 'forbidden');
  const places = (prefix: string): number =>
    new Set(ran.filter(({ privilege }) => privilege.startsWith(prefix)).map(({ vantage }) => vantage)).size;
  const counted = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [count === 1 ? one : many.replace('#', String(count))];
  const created = [
    ...counted(places('debug-container'), 'a debug container', 'debug containers in # pods'),
    ...counted(places('node-pod'), 'a pod on a node', 'pods on # nodes'),
  ];
  return created.length === 0 ? 'read-only' : `with ${created.join(' and ')}`;
}
