import type { AddressFamily } from '../address/addressFamily.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { showFile } from './showFile.ts';

/** One socket that waits for traffic: a TCP socket in LISTEN, or an unconnected UDP socket. */
export interface ListeningSocket {
  readonly protocol: 'TCP' | 'UDP';
  readonly family: AddressFamily;
  /** `0.0.0.0`, `127.0.0.1`, `::`, …; an IPv4-mapped IPv6 address is given as IPv4. */
  readonly address: string;
  readonly port: number;
}

const script = `${showFile}for table in tcp tcp6 udp udp6; do echo "@ $table"; show /proc/net/$table 2>/dev/null; done
exit 0`;

/** State column of /proc/net/tcp: TCP_LISTEN; of /proc/net/udp an unconnected socket shows TCP_CLOSE (net/tcp_states.h). */
const listenState = '0A';
const unconnectedState = '07';

function hexByte(text: string, index: number): number {
  return Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
}

/**
 * Address of a /proc/net row: 32-bit words in host order, little-endian on every platform that runs Kubernetes today
 * but s390x, where the words read big-endian (Documentation/networking/proc_net_tcp.rst).
 */
function parseHexAddress(text: string): { address: string; family: AddressFamily } | undefined {
  if (/^[0-9A-F]{8}$/.test(text)) {
    return { address: [3, 2, 1, 0].map((index) => hexByte(text, index)).join('.'), family: 4 };
  }
  if (!/^[0-9A-F]{32}$/.test(text)) return undefined;
  const bytes = [0, 1, 2, 3].flatMap((word) => [3, 2, 1, 0].map((index) => hexByte(text, word * 4 + index)));
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (mapped) return { address: bytes.slice(12).join('.'), family: 4 };
  return { address: formatIpv6(bytes), family: 6 };
}

function formatIpv6(bytes: readonly number[]): string {
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return groups.join(':');
}

/** Reads the four tables; rows that cannot be read become errors. */
export function parseSocketTables(text: string): {
  value: readonly ListeningSocket[];
  errors: readonly string[];
} {
  const sockets: ListeningSocket[] = [];
  const errors: string[] = [];
  let protocol: 'TCP' | 'UDP' | undefined;
  for (const line of text.split('\n')) {
    const table = /^@ (tcp|udp)6?$/.exec(line.trim());
    if (table) {
      protocol = table[1] === 'tcp' ? 'TCP' : 'UDP';
      continue;
    }
    const fields = line.trim().split(/\s+/);
    if (line.trim() === '' || fields[0] === 'sl') continue;
    const [host, port] = (fields[1] ?? '').split(':');
    const address = parseHexAddress(host ?? '');
    const state = fields[3];
    if (
      protocol === undefined ||
      address === undefined ||
      !/^[0-9A-F]{4}$/.test(port ?? '') ||
      state === undefined
    ) {
      errors.push(`not a row of /proc/net: ${line.trim().slice(0, 120)}`);
      continue;
    }
    if (state !== (protocol === 'TCP' ? listenState : unconnectedState)) continue;
    sockets.push({ protocol, ...address, port: Number.parseInt(port ?? '', 16) });
  }
  return { value: sockets, errors };
}

/** Everything that listens in a pod's network namespace, read from /proc/net by any of its containers. */
export const socketsProbe = defineProbe<ContainerTarget, readonly ListeningSocket[]>({
  id: 'pod-sockets',
  title: 'Listening sockets of the pod',
  privilege: 'exec',
  timeoutMilliseconds: 10_000,
  identity: () => '',
  vantage: containerVantage,
  action: () => ({ kind: 'exec', argv: ['sh', '-c', script] }),
  parse: (observation) => {
    const { value, errors } = parseSocketTables(observation.stdout);
    // Without one table header the script did not run: an empty list would read as "nothing listens".
    if (!observation.stdout.includes('@ tcp\n'))
      return { errors: ['the socket tables are missing', ...errors] };
    if (!/^\s*sl\s/m.test(observation.stdout)) return { errors: ['/proc/net could not be read', ...errors] };
    return { value, errors };
  },
});

/** Whether a socket accepts packets that arrive for this address (its own, or any of its family). */
export function acceptsAddress(socket: ListeningSocket, address: string): boolean {
  if (socket.address === address) return true;
  // A socket bound to :: accepts IPv4 too unless IPV6_V6ONLY is set, which /proc/net does not tell.
  if (socket.address === '::') return true;
  return socket.address === '0.0.0.0' && !address.includes(':');
}

/** Whether a socket can only be reached from inside its own network namespace. */
export function isLoopback(socket: ListeningSocket): boolean {
  return socket.address === '::1' || socket.address.startsWith('127.');
}

/** `0.0.0.0:8080`, `[::]:8080`. */
export function formatSocket(socket: ListeningSocket): string {
  return socket.address.includes(':')
    ? `[${socket.address}]:${socket.port}`
    : `${socket.address}:${socket.port}`;
}
