import type { AddressFamily, Timestamp } from '../model/clusterSnapshot.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { Permission, ProbeOutcome, ProbeRequest } from '../probes/observation.ts';
import type { Question } from './question.ts';

/** `reachable` needs proof for every path that the client can be given; `unknown` is an answer of its own. */
export type Verdict = 'reachable' | 'degraded' | 'broken' | 'unknown';

/** The hops of a connection in the order in which a packet needs them. */
export const hopIds = [
  'resolver',
  'dns',
  'service',
  'endpoints',
  'proxy',
  'policy-egress',
  'route',
  'policy-ingress',
  'target',
] as const;
export type HopId = (typeof hopIds)[number];

/** What each hop is called wherever it is shown. */
export const hopTitles: Readonly<Record<HopId, string>> = {
  resolver: 'resolv.conf',
  dns: 'DNS',
  service: 'Service',
  endpoints: 'Endpoints',
  proxy: 'Service proxy',
  'policy-egress': 'Egress policy',
  route: 'Route',
  'policy-ingress': 'Ingress policy',
  target: 'Target',
};

export type HopStatus = 'ok' | 'broken' | 'degraded' | 'unknown' | 'not-applicable';

/** One hop of one path: what should be, and what was seen. */
export interface Hop {
  readonly id: HopId;
  readonly title: string;
  /** Where it happens: `pod shop/cart-0`, `node n1`, `cluster`. */
  readonly at: string;
  readonly status: HopStatus;
  /** What the API says should happen; '' when nothing can be predicted. */
  readonly predicted: string;
  /** What a probe saw; '' when none looked. */
  readonly observed: string;
}

/** One way that the client's packets can take: one address, one backend behind it. */
export interface Path {
  /** The address that the client dials; '' when no name gave one. */
  readonly address: string;
  readonly family: AddressFamily;
  /** The pod behind it; `null` when there is none, or it is not known. */
  readonly backend: ObjectReference | null;
  readonly verdict: Verdict;
  readonly hops: readonly Hop[];
}

export type Severity = 'error' | 'warning' | 'info';

/** What supports a finding: something that the API says, or that a probe saw. */
export interface Evidence {
  readonly source: 'api' | 'probe';
  /** Where it was seen, in words. */
  readonly vantage: string;
  /** The command that shows it again. */
  readonly command: string;
  readonly excerpt: string;
  /** Key of the observation that it quotes, when it quotes one. */
  readonly observation?: string;
}

export interface Remediation {
  readonly text: string;
  /** Shell commands that can be run as they are; empty when no command can do it. */
  readonly commands: readonly string[];
}

export interface Finding {
  /** A code of docs/checks.md. Stable. */
  readonly code: string;
  readonly title: string;
  /** One sentence for people: what is, and where. */
  readonly summary: string;
  readonly severity: Severity;
  readonly certainty: 'proven' | 'likely';
  readonly hop: HopId;
  /**
   * Whether a denial looks meant: `explicit` where nothing comes near to allowing it, `suspect` where a rule lacks one thing to
   * do so. Only findings about policies have it.
   */
  readonly intent?: 'explicit' | 'suspect';
  readonly objects: readonly ObjectReference[];
  /** Codes of the findings of this diagnosis of which this one is a consequence. */
  readonly causedBy: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly remediation: Remediation;
}

export interface RuledOut {
  readonly code: string;
  readonly because: string;
}

/** What could not be checked: a root cause (by its code) or a probe, and why. */
export type Unverified =
  | { readonly code: string; readonly reason: string }
  | {
      readonly probe: string;
      readonly reason: string;
      /** What the user may allow to have it checked; absent where that would not help. */
      readonly permission?: Permission;
    };

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

/** The answer to a question, at every stage of asking. Plain data, cloneable. */
export interface Diagnosis {
  readonly question: Question;
  readonly asOf: Timestamp;
  readonly verdict: Verdict;
  /** One sentence that answers the question. */
  readonly headline: string;
  readonly paths: readonly Path[];
  /** The root cause first, then its consequences. */
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
  readonly unverified: readonly Unverified[];
  readonly probes: readonly ProbeRecord[];
}

/** The diagnosis so far, and the probes that would tell more, cheapest and least privileged first. */
export interface DiagnosisStep {
  readonly diagnosis: Diagnosis;
  /** Empty when nothing more can be learned. */
  readonly wanted: readonly ProbeRequest[];
}
