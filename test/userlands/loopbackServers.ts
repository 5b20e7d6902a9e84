import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Servers on this machine's own address, one of each kind that a client may meet, and how to end them. */
export interface LoopbackServers {
  /** Ports by what a client meets there. */
  readonly ports: Readonly<Record<'open' | 'closing' | 'refused' | 'lost' | 'open6' | 'refused6', number>>;
  readonly udp: Readonly<Record<'answering' | 'zero' | 'mute' | 'refused', number>>;
  close(): Promise<void>;
}

async function listening(
  host: string,
  take: (socket: Socket) => void,
): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    take(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port on which nothing listens, for as long as the kernel gives it to nobody else. */
async function freePort(host: string): Promise<number> {
  const { server, port } = await listening(host, () => undefined);
  server.close();
  await once(server, 'close');
  return port;
}

/** Never takes a connection: the kernel completes two handshakes for its queue of one, and drops every later SYN. */
const neverAccepts = `
import socket, sys
server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen(1)
print(server.getsockname()[1], flush=True); sys.stdin.read()`;

/** Starts all of them. */
export async function startLoopbackServers(): Promise<LoopbackServers> {
  const open = await listening('127.0.0.1', () => undefined);
  const closing = await listening('127.0.0.1', (socket) => socket.end());
  const open6 = await listening('::1', () => undefined);
  const stuck = spawn('/usr/bin/python3', ['-c', neverAccepts], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(stuck.stdout, 'data')) as [Buffer];
  const lost = Number(said.toString());
  const fillers = [0, 1].map(() => connect(lost, '127.0.0.1'));
  await Promise.all(fillers.map((socket) => once(socket, 'connect')));

  const sockets = {
    answering: createSocket('udp4'),
    zero: createSocket('udp4'),
    mute: createSocket('udp4'),
    free: createSocket('udp4'),
  };
  sockets.answering.on('message', (_message, { port, address }) => {
    sockets.answering.send('hello', port, address);
  });
  sockets.zero.on('message', (_message, { port, address }) => {
    sockets.zero.send(Buffer.from([0]), port, address);
  });
  const udpPorts = await Promise.all(
    Object.values(sockets).map(async (socket) => {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      return socket.address().port;
    }),
  );
  const [answering = 0, zero = 0, mute = 0, free = 0] = udpPorts;
  sockets.free.close();
  await once(sockets.free, 'close');
  return {
    ports: {
      open: open.port,
      closing: closing.port,
      refused: await freePort('127.0.0.1'),
      lost,
      open6: open6.port,
      refused6: await freePort('::1'),
    },
    udp: { answering, zero, mute, refused: free },
    close: async () => {
      for (const socket of fillers) socket.destroy();
      stuck.stdin.end();
      for (const { server } of [open, closing, open6]) server.close();
      for (const socket of [sockets.answering, sockets.zero, sockets.mute]) socket.close();
      await once(stuck, 'close');
    },
  };
}
