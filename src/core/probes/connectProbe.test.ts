import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectStatus } from './connectAttempts.ts';
import { parseConnectOutput } from './connectProbe.ts';

/** The status of one attempt; another one connected, so that the output as a whole tells something. */
function check(tool: string, line: string, expected: ConnectStatus): void {
  const other = tool === 'curl' ? '0 time_connect=0.000171' : '0';
  const { value, errors } = parseConnectOutput(
    `tool ${tool}\n@ 10.0.0.1 80 ${line}\n@ 10.0.0.2 80 ${other}\n@ end\n`,
  );
  expect(errors).toEqual([]);
  expect(value?.attempts.map(({ status }) => status)).toEqual([expected, 'connected']);
}

const musl = 'curl: (7) Failed to connect to 10.0.0.1 port 80 after 3002 ms: Operation timed out';

describe('parseConnectOutput', () => {
  // Messages as the tools of Debian 12, Alpine and busybox 1.36 print them.
  it.each([
    ['bash', '0', 'connected'],
    [
      'bash',
      '1 10.0.0.1: connect: Connection refused 10.0.0.1: line 1: /dev/tcp/10.0.0.1/80: Connection refused',
      'refused',
    ],
    ['bash', '1 10.0.0.1: connect: No route to host', 'unreachable'],
    ['bash', '1 10.0.0.1: connect: Operation not permitted', 'unreachable'],
    ['bash', '124', 'timeout'],
    ['bash', '143 Terminated', 'timeout'],
    ['nc', "1 nc: can't connect to remote host (10.0.0.1): Connection refused", 'refused'],
    ['nc', "1 nc: can't connect to remote host (10.0.0.1): Host is unreachable", 'unreachable'],
    ['nc', '1 nc: timed out', 'timeout'],
    ['nc', '1 nc: Timeout', 'timeout'],
    ['nc', '1 nc: connect to 10.0.0.1 port 80 (tcp) timed out: Operation now in progress', 'timeout'],
    [
      'nc',
      '1 10.0.0.1: inverse host lookup failed: (UNKNOWN) [10.0.0.1] 80 (http) : Connection timed out',
      'timeout',
    ],
    ['nc', '1 Ncat: Connection refused.', 'refused'],
    ['nc', '1 Ncat: TIMEOUT.', 'timeout'],
    ['python3', '1 connect: [Errno 111] Connection refused', 'refused'],
    ['python3', '1 connect: Connection timed out', 'timeout'],
    ['perl', '110 connect: Connection timed out', 'timeout'],
    [
      'curl',
      '7 curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused time_connect=0.000000',
      'refused',
    ],
    [
      'curl',
      "7 curl: (7) Failed to connect to 10.0.0.1 port 80 after 0 ms: Couldn't connect to server time_connect=0.000000",
      'failed',
    ],
    ['curl', '28 curl: (28) Connection timed out after 3001 milliseconds time_connect=0.000000', 'timeout'],
    // A peer that keeps the connection open, and one whose packets are lost, end alike but for the time of the connection.
    [
      'curl',
      '28 curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received time_connect=0.000192',
      'connected',
    ],
    [
      'curl',
      '28 curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received time_connect=0.000000',
      'timeout',
    ],
    ['curl', `7 ${musl} time_connect=0.000000`, 'timeout'],
    ['curl', `28 ${musl.replace('(7)', '(28)')} time_connect=0,000000`, 'timeout'],
    ['wget', '1 wget: server returned error: HTTP/1.1 404 Not Found', 'connected'],
    [
      'wget',
      '4 Connecting to 10.0.0.1:80... connected. HTTP request sent, awaiting response... Read error (Connection timed out) in headers. Giving up.',
      'connected',
    ],
    ['wget', '4 Connecting to 10.0.0.1:80... failed: Connection timed out. Giving up.', 'timeout'],
    ['wget', "1 wget: can't connect to remote host (10.0.0.1): Connection refused", 'refused'],
    // BusyBox says the same of a server that does not answer the request and of one that does not answer at all.
    ['wget', '1 Connecting to 10.0.0.1 (10.0.0.1:80) wget: download timed out', 'unknown'],
  ] as const)('%s %s: %s', (tool, line, expected) => {
    check(tool, line, expected);
  });

  // What a tool, a shell or a loader prints when it could not try.
  it.each([
    ['bash', "127 timeout: can't execute '3': No such file or directory"],
    ['bash', '1 timeout: unrecognized option: t'],
    ['bash', '1 10.0.0.1: line 1: /dev/tcp/10.0.0.1/80: No such file or directory'],
    ['bash', '126 sh: timeout: Permission denied'],
    ['bash', '137 Killed'],
    ['nc', '1 nc: invalid option -- z BusyBox v1.29.3 multi-call binary. Usage: nc [OPTIONS] HOST PORT'],
    ['nc', '143 Terminated'],
    ['nc', '124'],
    ['nc', "1 nc: bad address 'fd00::1'"],
    ['nc', '1 nc: socket: Operation not permitted'],
    ['nc', '1'],
    [
      'python3',
      '127 python3: error while loading shared libraries: libpython3.so: cannot open shared object file',
    ],
    ['python3', '1 Fatal Python error: init_fs_encoding: failed to get the Python codec'],
    ['curl', '1 curl: (1) Protocol "telnet" not supported or disabled in libcurl time_connect=0.000000'],
    ['curl', '2 curl: option --noproxy: is unknown'],
    ['curl', '28'],
    ['perl', "2 Can't locate IO/Socket/IP.pm in @INC"],
    ['wget', '1 wget: unrecognized option: T'],
  ])('%s that cannot try (%s) tells nothing of the network', (tool, line) => {
    check(tool, line, 'unknown');
    const alone = parseConnectOutput(`tool ${tool}\n@ 10.0.0.1 80 ${line}\n@ end\n`);
    expect(alone.value).toBeUndefined();
    expect(alone.errors[0]).toContain('does not say whether it connected');
  });

  it('tells nothing without the name of a tool', () => {
    expect(parseConnectOutput('sh: not found\n@ end\n')).toEqual({ errors: ['the probe printed no tool'] });
  });

  it('names what it cannot read', () => {
    expect(parseConnectOutput('tool nc\n@ what?\n@ end\n').errors).toEqual(['unexpected line: what?']);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseConnectOutput(`${text}\n@ end`)));
  });
});
