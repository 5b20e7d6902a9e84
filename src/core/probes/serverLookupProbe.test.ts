import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerLookup } from './serverLookupProbe.ts';

/** What one server is taken to say; '' where it cannot be told. */
function check(tool: string, text: string, status: number, expected: string): void {
  const { value, errors } = parseServerLookup(
    `@ server 10.0.0.1 ${tool}\n${text}\n@ status ${String(status)}\n@ end\n`,
  );
  const [answer] = value ?? [];
  expect([answer?.status ?? '', ...(answer?.addresses ?? [])].join(' ')).toBe(expected);
  expect(errors.length).toBe(expected === '' ? 1 : 0);
}

const query = '7070 8180 0001 0001 0000 0000 03 776562 00 0001 0001 c00c 0001 0001 0000001e 0004';
const header = (status: string, flags: string): string =>
  `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 1\n;; flags: ${flags}; QUERY: 1, ANSWER: 1`;

describe('parseServerLookup', () => {
  // As dig 9.18, nslookup of BusyBox 1.35 and of BIND 9.18, bash 5.2 and Python 3.11 print them.
  it.each([
    ['dig', `${header('NOERROR', 'qr aa rd')}\nweb.shop. 30 IN A 10.96.0.20`, 0, 'resolved 10.96.0.20'],
    ['dig', header('NXDOMAIN', 'qr aa rd'), 0, 'no-such-name'],
    ['dig', header('SERVFAIL', 'qr rd'), 0, 'failed'],
    [
      'dig',
      ';; communications error to 10.0.0.1#53: timed out\n;; no servers could be reached',
      9,
      'no-answer',
    ],
    [
      'nslookup',
      'Server: 10.0.0.1\nAddress: 10.0.0.1:53\n\nName:\tweb.shop\nAddress: 10.96.0.20',
      0,
      'resolved 10.96.0.20',
    ],
    ['nslookup', "Server: 10.0.0.1\n\n** server can't find web.shop: NXDOMAIN", 1, 'no-such-name'],
    ['nslookup', ';; connection timed out; no servers could be reached', 1, 'no-answer'],
    ['nslookup', 'Terminated', 143, 'no-answer'],
    ['bash', `hex ${query} 0a600014`, 0, 'resolved 10.96.0.20'],
    ['bash', 'hex', 0, 'no-answer'],
    ['bash', '', 124, 'no-answer'],
    ['python3', `hex ${query.replaceAll(' ', '')}0a600014`, 0, 'resolved 10.96.0.20'],
    ['python3', 'connection timed out', 1, 'no-answer'],
    ['python3', '[Errno 111] Connection refused', 1, 'no-answer'],
  ] as const)('%s: %s', check);

  it.each([
    ['dig', header('NOERROR', 'qr tc rd'), 0],
    [
      'dig',
      ';; Truncated, retrying in TCP mode.\n;; Connection to 10.0.0.1#53(10.0.0.1) for web. failed: connection refused.',
      9,
    ],
    ['dig', 'dig: error while loading shared libraries: libdns.so', 127],
    ['nslookup', "timeout: can't execute '4': No such file or directory", 127],
    ['nslookup', 'BusyBox v1.29.3 multi-call binary.\nUsage: timeout [-t SECS] [-s SIG] PROG ARGS', 1],
    ['nslookup', ';; Truncated, retrying in TCP mode.\n;; Connection timed out', 1],
    ['bash', `hex ${query} 0a60`, 0],
    ['bash', `hex ${query.replace('8180', '8380')} 0a600014`, 0],
    ['bash', 'printf: write error', 1],
    ['python3', "ModuleNotFoundError: No module named 'socket'", 1],
  ] as const)('%s: %s is no answer, and no silence either', (tool, text, status) => {
    check(tool, text, status, '');
  });

  it('concludes nothing from one server where another cannot be told', () => {
    const { value } = parseServerLookup(
      "@ server 10.0.0.1 nslookup\nwhat?\n@ status 1\n@ server 10.0.0.2 nslookup\n** server can't find a: NXDOMAIN\n@ status 1\n@ end\n",
    );
    expect(value).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseServerLookup(`@ server a bash\n${text}\n@ end`)));
  });
});
