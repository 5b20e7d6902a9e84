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
`;

function check(text: string, expected: readonly string[]): void {
  const { value, errors } = parseSocketTables(text);
  expect(errors).toEqual([]);
  expect(value.map((socket) => `${socket.protocol} ${formatSocket(socket)}`)).toEqual(expected);
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

  it('keeps a truncated row as an error', () => {
    const { errors } = parseSocketTables(`@ tcp\n${header}\n   0: 0900F40A:86`);
    expect(errors).toHaveLength(1);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSocketTables(text)));
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
