import { familyOf, type AddressFamily } from '../address/addressFamily.ts';
import { normalAddress, sameAddress } from '../address/normalAddress.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { readOutput } from './probeOutput.ts';
import { probeScript, reportPart, showFile } from './probeScript.ts';

/** One socket that waits for traffic: a TCP socket in LISTEN, or an unconnected UDP socket. */
export interface ListeningSocket {
  readonly protocol: 'TCP' | 'UDP';
  readonly family: AddressFamily;
  /** In its normal form: `0.0.0.0`, `127.0.0.1`, `::`, …; an IPv4-mapped IPv6 address is given as IPv4. */
  readonly address: string;
  readonly port: number;
}

/** A kernel without IPv6 has no tables of it; one that is there and cannot be read is another thing. */
const script = probeScript(
  [showFile, reportPart],
  'for table in tcp tcp6 udp udp6; do [ ! -e /proc/net/$table ] || report $table show /proc/net/$table; done',
);

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
  const groups = [0, 1, 2, 3].flatMap((word) =>
    [3, 1].map((index) =>
      ((hexByte(text, word * 4 + index) << 8) | hexByte(text, word * 4 + index - 1)).toString(16),
    ),
  );
  const address = normalAddress(groups.join(':'));
  return { address, family: familyOf(address) };
}

/** The rows of one table; those that cannot be read become errors. */
function readTable(
  protocol: ListeningSocket['protocol'],
  lines: readonly string[],
): { value: readonly ListeningSocket[]; errors: readonly string[] } {
  const value: ListeningSocket[] = [];
  const errors: string[] = [];
  for (const line of lines) {
    const fields = line.trim().split(/\s+/);
    const [host = '', port = ''] = (fields[1] ?? '').split(':');
    const [address, state] = [parseHexAddress(host), fields[3]];
    if (address === undefined || !/^[0-9A-F]{4}$/.test(port) || state === undefined) {
      errors.push(`not a row of /proc/net: ${line.trim().slice(0, 120)}`);
    } else if (state === (protocol === 'TCP' ? listenState : unconnectedState)) {
      value.push({ protocol, ...address, port: Number.parseInt(port, 16) });
    }
  }
  return { value, errors };
}

/**
 * Reads the tables that the script prints. One that could not be read, or a row of it, may hold the very socket that is
 * looked for, so there is no value then.
 */
export function parseSocketTables(text: string): {
  value?: readonly ListeningSocket[];
  errors: readonly string[];
} {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const value: ListeningSocket[] = [];
  const errors: string[] = [];
  const read = new Set<string>();
  for (const { title, text: body, status = 0 } of sections) {
    const protocol = /^(tcp|udp)6?$/.exec(title)?.[1];
    const [head = '', ...lines] = body.split('\n').filter((line) => line.trim() !== '');
    if (protocol === undefined || status !== 0 || !head.trimStart().startsWith('sl ')) {
      errors.push(`/proc/net/${title.slice(0, 40)} could not be read`);
      continue;
    }
    read.add(title);
    const table = readTable(protocol === 'tcp' ? 'TCP' : 'UDP', lines);
    value.push(...table.value);
    errors.push(...table.errors);
  }
  if (!read.has('tcp') || !read.has('udp')) errors.push('the socket tables are missing');
  return errors.length > 0 ? { errors } : { value, errors };
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
  parse: (observation) => parseSocketTables(observation.stdout),
});

/** Whether a socket accepts packets that arrive for this address (its own, or any of its family). */
export function acceptsAddress(socket: ListeningSocket, address: string): boolean {
  if (sameAddress(socket.address, address)) return true;
  // A socket bound to :: accepts IPv4 too unless IPV6_V6ONLY is set, which /proc/net does not tell.
  if (socket.address === '::') return true;
  return socket.address === '0.0.0.0' && familyOf(normalAddress(address)) === 4;
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
