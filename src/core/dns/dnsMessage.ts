import { normalAddress } from '../address/normalAddress.ts';

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
/** QR and TC of the header. */
const responseFlag = 0x8000;
const truncatedFlag = 0x0200;
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
  const groups = Array.from({ length: 8 }, (_, index) => sixteenBits(bytes, 2 * index).toString(16));
  return normalAddress(groups.join(':'));
}

/** The place behind a name; a pointer ends it (RFC 1035, 4.1.4). `undefined` where the message is cut. */
function endOfName(bytes: readonly number[], start: number): number | undefined {
  for (let place = start; place < bytes.length;) {
    const length = bytes[place] ?? 0;
    if (length === 0) return place + 1;
    if (length >= 0xc0) return place + 2 <= bytes.length ? place + 2 : undefined;
    place += 1 + length;
  }
  return undefined;
}

function sixteenBits(bytes: readonly number[], place: number): number {
  return ((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0);
}

/** The addresses of the answer section; `undefined` where any record of any section is cut. */
function addressesIn(bytes: readonly number[]): readonly string[] | undefined {
  let place = headerLength;
  for (let question = 0; question < sixteenBits(bytes, 4); question += 1) {
    const end = endOfName(bytes, place);
    if (end === undefined) return undefined;
    place = end + 4;
  }
  const answers = sixteenBits(bytes, 6);
  const records = answers + sixteenBits(bytes, 8) + sixteenBits(bytes, 10);
  const addresses: string[] = [];
  for (let record = 0; record < records; record += 1) {
    const end = endOfName(bytes, place);
    if (end === undefined || end + 10 > bytes.length) return undefined;
    const type = sixteenBits(bytes, end);
    const length = sixteenBits(bytes, end + 8);
    place = end + 10 + length;
    const wanted = type === 1 || type === 28 ? typeAddress[type] : undefined;
    if (record < answers && length === wanted) addresses.push(formatAddress(bytes.slice(end + 10, place)));
  }
  return place > bytes.length ? undefined : addresses;
}

/**
 * Reads a response that is written as hexadecimal digits; `undefined` when it is none, or not a whole one: what the
 * server cut (TC, RFC 1035, 4.1.1) or the way lost may be the very record that is looked for.
 */
export function parseDnsResponse(hexadecimal: string): DnsAnswer | undefined {
  const digits = hexadecimal.replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  const bytes = Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
  const flags = sixteenBits(bytes, 2);
  if (bytes.length < headerLength || (flags & responseFlag) === 0 || (flags & truncatedFlag) !== 0)
    return undefined;
  const addresses = addressesIn(bytes);
  if (addresses === undefined) return undefined;
  return answerOf(responseCodes[flags & 0xf] ?? `RCODE${flags & 0xf}`, addresses);
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
