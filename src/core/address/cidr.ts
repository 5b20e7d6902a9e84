import ipaddr from 'ipaddr.js';
import type { AddressFamily } from './addressFamily.ts';

/** An address as a number. */
export interface IpAddress {
  readonly family: AddressFamily;
  readonly value: bigint;
}

/** A range of addresses. */
export interface Cidr {
  readonly family: AddressFamily;
  /** As written, for messages. */
  readonly text: string;
  /** Inclusive bounds. */
  readonly first: bigint;
  readonly last: bigint;
}

const bitsOf: Readonly<Record<AddressFamily, number>> = { 4: 32, 6: 128 };

function valueOf(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/**
 * Reads an address literal; `undefined` for anything else, a zone included. An IPv4-mapped IPv6 address is the IPv4 address, as
 * for Go's net package, on which Kubernetes builds.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 4, value: valueOf(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress()
    ? { family: 4, value: valueOf(address.toIPv4Address().toByteArray()) }
    : { family: 6, value: valueOf(address.toByteArray()) };
}

/** Reads `10.0.0.0/8` or `fd00::/8`; host bits are allowed and ignored, as by the API. `undefined` for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [, addressText, lengthText] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  // Zeros before a number mean nothing in a block (k8s.io/utils/net, ParseCIDRSloppy).
  const plain = addressText?.replaceAll(/(?<![\d:.])0+(?=\d+\.)|(?<=\.)0+(?=\d)/g, '');
  const address = plain === undefined ? undefined : parseIpAddress(plain);
  if (address === undefined || addressText === undefined) return undefined;
  const { family } = address;
  // The prefix of a mapped address counts from the start of its 128 bits.
  const length = Number(lengthText) - (family === 4 && addressText.includes(':') ? 96 : 0);
  if (length < 0 || length > bitsOf[family]) return undefined;
  const size = 1n << BigInt(bitsOf[family] - length);
  const first = (address.value / size) * size;
  return { family, text, first, last: first + size - 1n };
}

/** Whether the address lies in the block. */
export function cidrContains(block: Cidr, address: IpAddress): boolean {
  return block.family === address.family && block.first <= address.value && address.value <= block.last;
}

/** Whether every address of `inner` lies in the block. */
export function cidrCovers(block: Cidr, inner: Cidr): boolean {
  return block.family === inner.family && block.first <= inner.first && inner.last <= block.last;
}

/** Whether the two have an address in common. */
export function cidrsOverlap(left: Cidr, right: Cidr): boolean {
  return left.family === right.family && left.first <= right.last && right.first <= left.last;
}

/** The block that holds one address alone. */
export function cidrOf(address: IpAddress, text: string): Cidr {
  return { family: address.family, text, first: address.value, last: address.value };
}
