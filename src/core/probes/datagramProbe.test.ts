import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectStatus } from './connectAttempts.ts';
import { parseDatagramOutput } from './datagramProbe.ts';

function check(tool: string, line: string, expected: ConnectStatus): void {
  const { value, errors } = parseDatagramOutput(
    `tool ${tool}\n@ 10.0.0.1 53 ${line}\n@ 10.0.0.2 53 0\n@ end\n`,
  );
  expect(errors).toEqual([]);
  expect(value?.attempts.map(({ status }) => status)).toEqual([expected, 'connected']);
}

describe('parseDatagramOutput', () => {
  // Messages as bash 5.2, perl 5.40 and Python 3.13 print them.
  it.each([
    ['bash', '0', 'connected'],
    ['bash', '1 10.0.0.1: line 1: read: read error: 3: Connection refused', 'refused'],
    ['bash', '142 silent', 'silent'],
    ['perl', '111 Connection refused', 'refused'],
    ['perl', '1 silent', 'silent'],
    ['python3', '1 [Errno 111] Connection refused', 'refused'],
    ['python3', '1 [Errno 113] No route to host', 'unreachable'],
    ['python3', '1 silent', 'silent'],
    ['perl', '1 connect: Operation not permitted', 'unreachable'],
    ['bash', '1 10.0.0.1: line 1: echo: write error: Operation not permitted', 'unreachable'],
    ['perl', '2 something else', 'unknown'],
    ['python3', '127 python3: not found', 'unknown'],
    ['bash', '143 Terminated', 'unknown'],
  ] as const)('%s: %s', check);

  it('names what it cannot read', () => {
    expect(parseDatagramOutput('@ end').errors).toEqual(['the probe printed no tool']);
    expect(parseDatagramOutput('tool perl\n@ what?\n@ end\n').errors).toEqual(['unexpected line: what?']);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDatagramOutput(`tool bash\n${text}\n@ end`)));
  });
});
