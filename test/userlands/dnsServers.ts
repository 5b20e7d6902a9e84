import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Addresses of this machine's loopback network, and what a server on port 53 of each does. */
export const dnsServers = {
  answering: '127.0.53.1',
  denying: '127.0.53.2',
  truncating: '127.0.53.3',
  mute: '127.0.53.4',
  /** Knows one name, web.shop.svc.cluster.local, and denies every other. */
  exact: '127.0.53.6',
  /** Nothing listens there. */
  refused: '127.0.53.5',
} as const;

const queryHeader = 12;

/** The question of a query, with its type and class; an additional record behind it is left out. */
function questionOf(query: Buffer): Buffer {
  const end = query.indexOf(0, queryHeader);
  return query.subarray(queryHeader, end + 5);
}

/** The name that a query asks for. */
function nameOf(query: Buffer): string {
  const labels: string[] = [];
  for (let at = queryHeader; query[at]; at += (query[at] ?? 0) + 1)
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  return labels.join('.').toLowerCase();
}

/** A response (RFC 1035, 4.1): its flags, and the address 10.96.0.20 to a question of type A. */
function respond(query: Buffer, flags: number, withAddress: boolean): Buffer {
  const question = questionOf(query);
  const isAddress = question.readUInt16BE(question.length - 4) === 1;
  const answers = withAddress && isAddress ? 1 : 0;
  const header = Buffer.from([
    ...query.subarray(0, 2),
    flags >> 8,
    flags & 0xff,
    0,
    1,
    0,
    answers,
    0,
    0,
    0,
    0,
  ]);
  const answer = Buffer.from([0xc0, queryHeader, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 10, 96, 0, 20]);
  return Buffer.concat([header, question, answers === 1 ? answer : Buffer.alloc(0)]);
}

const behaviours: Readonly<Partial<Record<keyof typeof dnsServers, (query: Buffer) => Buffer | undefined>>> =
  {
    answering: (query) => respond(query, 0x8580, true),
    denying: (query) => respond(query, 0x8583, false),
    truncating: (query) => respond(query, 0x8780, false),
    mute: () => undefined,
    exact: (query) =>
      nameOf(query) === 'web.shop.svc.cluster.local'
        ? respond(query, 0x8580, true)
        : respond(query, 0x8583, false),
  };

/** Starts the servers, and gives what ends them. Only root may listen on port 53. */
export async function startDnsServers(): Promise<() => void> {
  const sockets: Socket[] = [];
  for (const [name, behave] of Object.entries(behaviours)) {
    const socket = createSocket('udp4');
    socket.on('message', (query, { port, address }) => {
      const response = behave(query);
      if (response !== undefined) socket.send(response, port, address);
    });
    socket.bind(53, dnsServers[name as keyof typeof dnsServers]);
    await once(socket, 'listening');
    sockets.push(socket);
  }
  return () => {
    for (const socket of sockets) socket.close();
  };
}
