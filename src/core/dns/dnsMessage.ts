/** What one DNS server answered to one question. */
export interface DnsAnswer {
  /** `no-address`: the name exists, without an address of the asked type (RFC 2308, NODATA). */
  readonly status: 'resolved' | 'no-such-name' | 'no-address' | 'failed';
  /** Name of the response code (RFC 1035, 4.1.1): `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  readonly code: string;
  readonly addresses: readonly string[];
}

const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
const headerLength = 12;
const typeAddress = { 1: 4, 28: 16 } as const;
const longestLabel = 63;
const longestName = 253;

/**
 * The bytes of a recursive query for the IPv4 addresses of an absolute name (RFC 1035, 4.1); `undefined` for a text that
 * is no name.
 */
export function encodeAddressQuery(name: string): readonly number[] | undefined {
  const labels = name.split('.');
  const fits = name.length <= longestName && labels.every((label) => /^[!-~]{1,63}$/.test(label));
  if (!fits || labels.some((label) => label.length > longestLabel)) return undefined;
  const question = labels.flatMap((label) => [
    label.length,
    ...Array.from(label, (character) => character.charCodeAt(0)),
  ]);
  const header = [0x70, 0x70, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
  return [...header, ...question, 0, 0, 1, 0, 1];
}

function formatAddress(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return groups.join(':');
}

/** The place behind a name; a pointer ends it (RFC 1035, 4.1.4). `undefined` where the message is cut. */
function endOfName(bytes: readonly number[], start: number): number | undefined {
  for (let place = start; place < bytes.length;) {
    const length = bytes[place] ?? 0;
    if (length === 0) return place + 1;
    if (length >= 0xc0) return place + 2;
    place += 1 + length;
  }
  return undefined;
}

function sixteenBits(bytes: readonly number[], place: number): number {
  return ((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0);
}

function addressesIn(bytes: readonly number[]): readonly string[] {
  let place: number | undefined = headerLength;
  for (let question = 0; question < sixteenBits(bytes, 4); question += 1) {
    const end = endOfName(bytes, place);
    if (end === undefined) return [];
    place = end + 4;
  }
  const addresses: string[] = [];
  for (let answer = 0; answer < sixteenBits(bytes, 6); answer += 1) {
    const end = endOfName(bytes, place);
    if (end === undefined) return addresses;
    const type = sixteenBits(bytes, end);
    const length = sixteenBits(bytes, end + 8);
    const data = bytes.slice(end + 10, end + 10 + length);
    const wanted = type === 1 || type === 28 ? typeAddress[type] : undefined;
    if (data.length === length && length === wanted) addresses.push(formatAddress(data));
    place = end + 10 + length;
  }
  return addresses;
}

/** Reads a response that is written as hexadecimal digits; `undefined` when it is none. */
export function parseDnsResponse(hexadecimal: string): DnsAnswer | undefined {
  const digits = hexadecimal.replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  const bytes = Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
  const flags = sixteenBits(bytes, 2);
  if (bytes.length < headerLength || (flags & 0x8000) === 0) return undefined;
  return answerOf(responseCodes[flags & 0xf] ?? `RCODE${flags & 0xf}`, addressesIn(bytes));
}

/** An answer by its response code and the addresses that came with it. */
export function answerOf(code: string, addresses: readonly string[]): DnsAnswer {
  const status =
    code === 'NXDOMAIN'
      ? 'no-such-name'
      : code !== 'NOERROR'
        ? 'failed'
        : addresses.length > 0
          ? 'resolved'
          : 'no-address';
  return { status, code, addresses: code === 'NOERROR' ? addresses : [] };
}
