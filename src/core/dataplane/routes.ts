import ipaddr from 'ipaddr.js';
import type { AddressFamily } from '../address/addressFamily.ts';

/** What the kernel does with a packet that a route matches (ip-route(8)); `other` is kept, never skipped. */
export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'other';

export interface NextHop {
  /** Absent: the destination is on the link itself. */
  readonly gateway?: string;
  readonly device?: string;
  readonly weight?: number;
  /** The kernel marks it dead or linkdown. */
  readonly dead?: true;
}

export interface Route {
  /** As a prefix: `10.244.1.0/24`, `0.0.0.0/0`. */
  readonly destination: string;
  readonly family: AddressFamily;
  readonly type: RouteType;
  /** More than one for a multipath route; none for one that goes nowhere. */
  readonly nextHops: readonly NextHop[];
  /** `main` unless the output names another. */
  readonly table: string;
  /** Lower wins among routes of one prefix. */
  readonly metric: number;
  /** Who made it: `kernel`, `bird`, `static`, … */
  readonly protocol?: string;
  /** The source address that the kernel prefers. */
  readonly source?: string;
  /** As it was printed; '' for JSON. */
  readonly line: string;
}

/** One routing policy rule (ip-rule(8)). */
export interface PolicyRule {
  readonly priority: number;
  readonly family: AddressFamily;
  readonly text: string;
}

/** The routes of one network namespace. */
export interface RouteTables {
  readonly routes: readonly Route[];
  /** `undefined`: nobody could read them, so another table may decide. */
  readonly policyRules?: readonly PolicyRule[];
  /** Families that were read at all. */
  readonly families: readonly AddressFamily[];
}

type Address = ReturnType<typeof ipaddr.parse>;

/** Whether a prefix contains an address; false for what is neither. */
export function prefixContains(prefix: string, address: string): boolean {
  if (!ipaddr.isValidCIDR(prefix) || !ipaddr.isValid(address)) return false;
  const [network, length] = ipaddr.parseCIDR(prefix);
  const parsed: Address = ipaddr.parse(address);
  return network.kind() === parsed.kind() && parsed.match(network, length);
}

/** The length of a prefix; -1 for what is none. */
export function prefixLength(prefix: string): number {
  return ipaddr.isValidCIDR(prefix) ? ipaddr.parseCIDR(prefix)[1] : -1;
}

/** `10.244.1.0/24 via 10.89.0.12 dev eth0`, as ip prints it. */
export function describeRoute(route: Route): string {
  const destination = prefixLength(route.destination) === 0 ? 'default' : route.destination;
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const hops = route.nextHops.map(({ gateway, device }) =>
    [gateway === undefined ? '' : `via ${gateway}`, device === undefined ? '' : `dev ${device}`]
      .filter((part) => part !== '')
      .join(' '),
  );
  const table = route.table === 'main' ? '' : ` table ${route.table}`;
  return `${type}${destination}${hops.length === 0 ? '' : ` ${hops.join(' nexthop ')}`}${table}`;
}
