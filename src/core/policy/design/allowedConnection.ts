import { formatLabels, type Labels } from '../../model/labels.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../../model/networkPolicy.ts';
import { podPeer } from './designedPolicy.ts';

/** Pods as a policy selects them, or addresses that belong to no pod. */
export type ConnectionEnd =
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: Labels; readonly name: string }
  /** Each in CIDR notation. */
  | { readonly kind: 'addresses'; readonly cidrs: readonly string[]; readonly name: string };

/** A connection that somebody wants to stay possible. */
export interface AllowedConnection {
  readonly source: ConnectionEnd;
  readonly destination: ConnectionEnd;
  /** The pods' ports, after every translation; empty means every port. */
  readonly ports: readonly NetworkPolicyPort[];
  /** Why it is allowed, for a comment. */
  readonly because: string;
}

/** Tells whether two ends are one. */
export function endKey(end: ConnectionEnd): string {
  return end.kind === 'pods'
    ? `${end.namespace}/pods/${formatLabels(end.labels)}`
    : `addresses/${[...end.cidrs].sort().join(',')}`;
}

/** `shop/cart`, `192.0.2.0/24`. */
export function describeConnectionEnd(end: ConnectionEnd): string {
  return end.kind === 'pods' ? `${end.namespace}/${end.name}` : end.name;
}

/** The end as an entry of `from` or `to` in a policy of the namespace `home`. */
export function peersOf(end: ConnectionEnd, home: string): readonly NetworkPolicyPeer[] {
  if (end.kind === 'pods') return [podPeer(home, end.namespace, end.labels)];
  return end.cidrs.map((cidr) => ({ ipBlock: { cidr, except: [] } }));
}

/** A single address in CIDR notation. */
export function hostCidr(address: string): string {
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}

/** `TCP 8080`, `UDP 53–60`, `every port`. */
export function describePorts(ports: readonly NetworkPolicyPort[]): string {
  if (ports.length === 0) return 'every port';
  return ports
    .map(({ protocol, port, endPort }) => {
      const number = port === undefined ? 'every port' : String(port);
      return `${protocol} ${endPort === undefined ? number : `${number}–${String(endPort)}`}`;
    })
    .join(', ');
}
