export type AddressFamily = 4 | 6;

/** The family of an address literal. */
export function familyOf(address: string): AddressFamily {
  return address.includes(':') ? 6 : 4;
}
