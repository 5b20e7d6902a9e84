import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConnectOutput, type ConnectStatus } from './connectProbe.ts';

function check(tool: string, line: string, expected: ConnectStatus): void {
  const { value, errors } = parseConnectOutput(`tool ${tool}\n@ 10.0.0.1 80 ${line}\n`);
  expect(errors).toEqual([]);
  expect(value?.attempts.map(({ status }) => status)).toEqual([expected]);
}

describe('parseConnectOutput', () => {
  // Messages as the tools of Debian 12 and busybox 1.36 print them.
  it.each([
    ['bash', '0', 'connected'],
    [
      'bash',
      '1 10.0.0.1: connect: Connection refused 10.0.0.1: line 1: /dev/tcp/10.0.0.1/80: Connection refused',
      'refused',
    ],
    ['bash', '1 10.0.0.1: connect: No route to host', 'unreachable'],
    ['bash', '124', 'timeout'],
    ['nc', "1 nc: can't connect to remote host (10.0.0.1): Connection refused", 'refused'],
    ['nc', '143 Terminated', 'timeout'],
    ['nc', '1', 'failed'],
    ['nc', '1 nc: connect to 10.0.0.1 port 80 (tcp) timed out: Operation now in progress', 'timeout'],
    [
      'python3',
      '1 Traceback (most recent call last): ConnectionRefusedError: [Errno 111] Connection refused',
      'refused',
    ],
    ['python3', '1 TimeoutError: timed out', 'timeout'],
    ['curl', '7 curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused', 'refused'],
    ['curl', '28 curl: (28) Connection timed out after 3001 milliseconds', 'timeout'],
    ['curl', '28 curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received', 'connected'],
    ['wget', '1 wget: server returned error: HTTP/1.1 404 Not Found', 'connected'],
    ['wget', "1 wget: can't connect to remote host (10.0.0.1): Connection refused", 'refused'],
  ] as const)('%s %s: %s', (tool, line, expected) => {
    check(tool, line, expected);
  });

  it('tells nothing without the name of a tool', () => {
    expect(parseConnectOutput('sh: not found').value).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseConnectOutput(text)));
  });
});
