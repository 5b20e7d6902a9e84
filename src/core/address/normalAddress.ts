import ipaddr from 'ipaddr.js';

/** Four decimal numbers without leading zeros: there is one way to write such an address. */
const plainIpv4 = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;

/**
 * The one form of an address by which two are compared: dotted decimal for IPv4 and for IPv6 addresses that carry one
 * (`::ffff:10.0.0.1`, as Go's net package reads it, on which Kubernetes builds), RFC 5952 for every other IPv6 address.
 * What is no address stays as it is, in lower case, so that it equals nothing else.
 */
export function normalAddress(text: string): string {
  if (plainIpv4.test(text)) return text;
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return text.toLowerCase();
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** Whether two texts name the same address, however they are spelled. */
export function sameAddress(left: string, right: string): boolean {
  return left === right || normalAddress(left) === normalAddress(right);
}

/** Whether an address is among others, however each is spelled. */
export function includesAddress(addresses: readonly string[], wanted: string): boolean {
  return addresses.some((address) => sameAddress(address, wanted));
}
