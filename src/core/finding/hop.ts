import type { AddressFamily } from '../address/addressFamily.ts';
import type { ObjectReference } from '../model/reference.ts';

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

/** The stretches of a path: to the backend itself today; a gateway splits it, and the way back is one of its own. */
export type SegmentId = 'client-to-backend';

/** One stretch of a path, and its hops in the order in which a packet needs them. */
export interface Segment {
  readonly id: SegmentId;
  readonly hops: readonly Hop[];
}

/** One way that the client's packets can take: one address, one backend behind it. */
export interface Path {
  /** The address that the client dials; '' when no name gave one. */
  readonly address: string;
  readonly family: AddressFamily;
  /** The pod behind it; `null` when there is none, or it is not known. */
  readonly backend: ObjectReference | null;
  readonly verdict: Verdict;
  readonly segments: readonly Segment[];
}

/** Every hop of a path, from its first segment to its last. */
export function hopsOf({ segments }: Pick<Path, 'segments'>): readonly Hop[] {
  return segments.flatMap(({ hops }) => hops);
}
