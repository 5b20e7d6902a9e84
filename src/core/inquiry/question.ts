import type { AddressFamily } from '../address/addressFamily.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { ObjectReference } from '../model/reference.ts';

/** Who opens the connection. */
export type Source =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string };

/**
 * What the source wants to reach: an object, or the name or address just as the application has it
 * (`web.shop`, `10.96.0.10`, `example.com`), so that a wrong name can be the answer.
 */
export type Target =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly address: string };

/** One question: can this source open this connection, and if not, why? */
export interface Question {
  readonly from: Source;
  readonly to: Target;
  /** The port that the client dials, number or name; absent: the Service's only port. */
  readonly port?: number | string;
  readonly protocol: TransportProtocol;
  /** Restricts the addresses that are judged. */
  readonly family?: AddressFamily;
}

/** The reference of a source or target; a name or address stands for itself. */
export function describeEnd(end: Source | Target): string {
  switch (end.kind) {
    case 'pod':
    case 'service':
      return `${end.namespace}/${end.kind}/${end.name}`;
    case 'node':
      return `node/${end.name}`;
    case 'name':
      return end.name;
    case 'address':
      return end.address;
  }
}

/** The object that a source or target names, when it names one. */
export function referenceOfEnd(end: Source | Target): ObjectReference | undefined {
  switch (end.kind) {
    case 'pod':
    case 'service':
      return { kind: end.kind, namespace: end.namespace, name: end.name };
    case 'node':
      return { kind: 'node', name: end.name };
    default:
      return undefined;
  }
}
