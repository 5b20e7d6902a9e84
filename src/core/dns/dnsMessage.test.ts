import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDnsResponse } from './dnsMessage.ts';

/**
 * Responses put together after RFC 1035, 4.1, to a query for the addresses of a name: two addresses, an alias before
 * its address, a name that is not there with its SOA, and an address of IPv6.
 */
const answers = {
  two: '7070 8580 0001 0002 0000 0000 03 776562 00 0001 0001 c00c 0001 0001 0000001e 0004 0a600014 c00c 0001 0001 0000001e 0004 0a600015',
  alias:
    '7070 8180 0001 0002 0000 0000 03 777777 00 0001 0001 c00c 0005 0001 0000001e 0006 03 776562 c010 c021 0001 0001 0000001e 0004 0a600014',
  missing:
    '7070 8183 0001 0000 0001 0000 03 777777 00 0001 0001 00 0006 0001 0000001e 0018 01 61 00 01 62 00 00000001 00000002 00000003 00000004 0000',
  six: '7070 8180 0001 0001 0000 0001 03 776562 00 001c 0001 c00c 001c 0001 0000001e 0010 fd00000000000000000000000000000a 00 0029 1000 00000000 0000',
};

function check(hexadecimal: string, expected: string | undefined): void {
  const answer = parseDnsResponse(hexadecimal);
  expect(answer === undefined ? undefined : [answer.code, ...answer.addresses].join(' ')).toBe(expected);
}

describe('parseDnsResponse', () => {
  it.each([
    ['two', 'NOERROR 10.96.0.20 10.96.0.21'],
    ['alias', 'NOERROR 10.96.0.20'],
    ['missing', 'NXDOMAIN'],
    ['six', 'NOERROR fd00::a'],
  ] as const)('reads the answer %s', (name, expected) => {
    check(answers[name], expected);
  });

  it.each(Object.entries(answers))('takes no part of %s for an answer', (_name, text) => {
    const digits = text.replaceAll(' ', '');
    for (let length = 0; length < digits.length; length += 1) check(digits.slice(0, length), undefined);
    // TC, and a query in the place of a response.
    check(
      digits.replace(
        /^(....)(..)/,
        (_all, id: string, flags: string) => id + (Number.parseInt(flags, 16) | 2).toString(16),
      ),
      undefined,
    );
    check(digits.replace(/^(....)8/, '$10'), undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        (bytes) => void parseDnsResponse(Buffer.from(bytes).toString('hex')),
      ),
    );
  });
});
