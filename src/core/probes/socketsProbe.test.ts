import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptsAddress, formatSocket, isLoopback, parseSocketTables } from './socketsProbe.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

// Rows as Linux 6.18 printed them in a pod (agnhost netexec on 8080, closed connections beside it).
const recorded = `@ tcp
${header}
   0: 0900F40A:862A 7BC86E0A:0050 06 00000000:00000000 03:000014C0 00000000     0        0 0 3 0000000040abbd4a
   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 116646 1 00000000478dca32 100 0 0 10 0
@ tcp6
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 116647 2 00000000478dca31 100 0 0 10 0
   1: 0000000000000000FFFF00000900F40A:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 0 3 00000000125ee2f7
   2: 00000000000000000000000001000000:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 0 3 00000000125ee2f8
@ udp
${header} ref pointer drops
 1024: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 3 2 0000000000000000 0
@ udp6
${header}
@ status 0
@ end
`;

function check(text: string, expected: readonly string[]): void {
  const { value, errors } = parseSocketTables(text);
  expect(errors).toEqual([]);
  expect(value?.map((socket) => `${socket.protocol} ${formatSocket(socket)}`)).toEqual(expected);
}

describe('parseSocketTables', () => {
  it('reads what listens and leaves connections out', () => {
    check(recorded, [
      'TCP 127.0.0.1:8081',
      'TCP [::]:8080',
      'TCP 10.244.0.9:8082',
      'TCP [::1]:8083',
      'UDP 0.0.0.0:53',
    ]);
  });

  it('reads an address of IPv6 in the form in which others are compared', () => {
    const row = (host: string): string => `   0: ${host}:1F90 ${'0'.repeat(32)}:0000 0A`;
    check(
      `@ tcp\n${header}\n@ tcp6\n${header}\n${row('000000FD000000000000000007000000')}\n${row('0000000000000000FFFF00000100007F')}\n@ udp\n${header}\n@ end\n`,
      ['TCP [fd00::7]:8080', 'TCP 127.0.0.1:8080'],
    );
  });

  // Each may hide the very socket that is looked for.
  it.each([
    [
      'a row that is cut',
      `@ tcp\n${header}\n   0: 0900F40A:86\n@ udp\n${header}\n`,
      'not a row of /proc/net',
    ],
    ['a table without its header', `@ tcp\n@ udp\n${header}\n`, '/proc/net/tcp could not be read'],
    [
      'a table that may not be read',
      `@ tcp\n${header}\n@ tcp6\ncat: Permission denied\n@ status 1\n@ udp\n${header}\n`,
      '/proc/net/tcp6 could not be read',
    ],
    ['a table that is not there', `@ tcp\n${header}\n`, 'the socket tables are missing'],
  ])('concludes nothing from %s', (_title, text, expected) => {
    const { value, errors } = parseSocketTables(`${text}@ end\n`);
    expect(value).toBeUndefined();
    expect(errors[0]).toContain(expected);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSocketTables(`@ tcp\n${header}\n${text}\n@ end`)));
  });
});

describe('what a socket accepts', () => {
  const socket = (address: string) => ({ protocol: 'TCP', family: 4, address, port: 80 }) as const;
  it.each([
    ['0.0.0.0', '10.0.0.1', true],
    ['0.0.0.0', 'fd00::1', false],
    ['::', '10.0.0.1', true],
    ['::', 'fd00::1', true],
    ['10.0.0.1', '10.0.0.1', true],
    ['127.0.0.1', '10.0.0.1', false],
    ['fd00::7', 'FD00:0:0:0::7', true],
    ['fd00::7', 'fd00::70', false],
    ['10.0.0.1', '::ffff:10.0.0.1', true],
    ['0.0.0.0', '::ffff:a00:1', true],
  ])('%s takes packets for %s: %s', (bound, address, accepted) => {
    expect(acceptsAddress(socket(bound), address)).toBe(accepted);
  });

  it.each([
    ['127.0.0.53', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
  ])('%s is loopback: %s', (bound, loopback) => {
    expect(isLoopback(socket(bound))).toBe(loopback);
  });
});
