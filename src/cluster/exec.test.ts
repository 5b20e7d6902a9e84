import { afterEach, describe, expect, it } from 'vitest';
import type { ExecResult } from '../app/ports.ts';
import { execInContainer } from './exec.ts';
import {
  type ExecConnection,
  type Handlers,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';

const never = new AbortController().signal;
const success = JSON.stringify({ metadata: {}, status: 'Success' });
const exited = (code: number): string =>
  JSON.stringify({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code ${code}`,
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  });
const failure = (message: string): string =>
  JSON.stringify({ status: 'Failure', reason: 'InternalError', code: 500, message });

let server: LoopbackServer | undefined;
let transport: Transport | undefined;
afterEach(async () => {
  transport?.close();
  await server?.close();
});

async function exec(
  handlers: Handlers,
  { timeoutMilliseconds = 5000, signal = never }: { timeoutMilliseconds?: number; signal?: AbortSignal } = {},
): Promise<ExecResult> {
  server = await startLoopbackServer(handlers);
  transport = new Transport(targetOf(server.url), {});
  return execInContainer(
    transport,
    {
      namespace: 'shop',
      pod: 'web-0',
      container: 'app',
      argv: ['sh', '-c', 'echo $1 & ?'],
      timeoutMilliseconds,
    },
    signal,
  );
}

/** Accepts and plays what a server sends. */
function playing(play: (connection: ExecConnection) => void): Handlers {
  return {
    exec: (_line, accept) => {
      play(accept());
    },
  };
}

async function check(
  play: (connection: ExecConnection) => void,
  expected: Partial<ExecResult>,
): Promise<void> {
  expect(await exec(playing(play))).toMatchObject(expected);
}

describe('execInContainer', () => {
  it('gives output and exit code', async () => {
    let query: URLSearchParams | undefined;
    let agent: string | undefined;
    await check(
      (connection) => {
        query = connection.query;
        agent = connection.headers['user-agent'];
        connection.send(1, '');
        connection.send(1, 'out ');
        connection.send(2, 'err');
        connection.send(1, 'put');
        connection.send(3, exited(3));
        connection.close();
      },
      { kind: 'exited', exitCode: 3, stdout: 'out put', stderr: 'err' },
    );
    expect(query!.getAll('command')).toEqual(['sh', '-c', 'echo $1 & ?']);
    expect(query!.get('stdin')).toBeNull();
    expect(agent).toBe('podpath');
    expect(server!.requests).toEqual(['UPGRADE /api/v1/namespaces/shop/pods/web-0/exec']);
  });

  it('knows success', async () => {
    await check(
      (connection) => {
        connection.send(3, success);
      },
      { kind: 'exited', exitCode: 0 },
    );
  });

  it.each([
    [
      'failed to start exec "1": OCI runtime exec failed: exec: "getent": executable file not found in $PATH: unknown',
    ],
    ['unable to start container process: exec: "/bin/x": stat /bin/x: no such file or directory'],
  ])('knows a program that is missing: %s', async (message) => {
    await check(
      (connection) => {
        connection.send(3, failure(message));
      },
      { kind: 'missing', reason: 'the container has no program sh' },
    );
  });

  it('knows a missing program of runtimes that exit with 126', async () => {
    await check(
      (connection) => {
        connection.send(1, 'OCI runtime exec failed: exec failed: executable file not found in $PATH');
        connection.send(3, exited(126));
      },
      { kind: 'missing' },
    );
  });

  it.each([
    ['a container that is gone', failure('container not found ("app")')],
    ['a status that is no JSON', '<html>'],
    ['a failure without words', '{"status":"Failure"}'],
  ])('fails with %s', async (_what, status) => {
    await check(
      (connection) => {
        connection.send(3, status);
      },
      { kind: 'failed' },
    );
  });

  it('fails when the connection ends without a status', async () => {
    await check(
      (connection) => {
        connection.send(1, 'half');
        connection.close();
      },
      { kind: 'failed', reason: 'the connection ended before the program did' },
    );
  });

  it('tells a refusal in the words of the server', async () => {
    const message = 'pods "web-0" is forbidden: User "x" cannot get resource "pods/exec"';
    const result = await exec({
      exec: (_line, _accept, refuse) => {
        refuse(403, { kind: 'Status', code: 403, reason: 'Forbidden', message });
      },
    });
    expect(result).toEqual({ kind: 'forbidden', reason: message });
  });

  it('tells a pod that is not there', async () => {
    const result = await exec({
      exec: (_line, _accept, refuse) => {
        refuse(404, { kind: 'Status', code: 404, reason: 'NotFound', message: 'pods "web-0" not found' });
      },
    });
    expect(result).toEqual({ kind: 'failed', reason: 'pods "web-0" not found' });
  });

  it('tries once more with new credentials', async () => {
    let refused = 0;
    const result = await exec({
      exec: (_line, accept, refuse) => {
        refused += 1;
        if (refused === 1) refuse(401, { message: 'Unauthorized' });
        else accept().send(3, success);
      },
    });
    expect(result).toMatchObject({ kind: 'exited' });
  });

  it('ends what takes too long, and its connection', async () => {
    let closed: Promise<void> | undefined;
    const result = await exec(
      playing((connection) => {
        closed = connection.closed;
      }),
      { timeoutMilliseconds: 30 },
    );
    expect(result).toMatchObject({ kind: 'timeout' });
    await closed;
  });

  it('ends what prints without end, and says so', async () => {
    let closed: Promise<void> | undefined;
    const result = await exec(
      playing((connection) => {
        closed = connection.closed;
        for (let sent = 0; sent < 5; sent += 1) connection.send(1, 'x'.repeat(1024 * 1024));
      }),
    );
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('4 MB') as string });
    await closed;
  });

  it('ends at once when it is aborted, and leaves no connection', async () => {
    const stop = new AbortController();
    let closed: Promise<void> | undefined;
    const running = exec(
      playing((connection) => {
        closed = connection.closed;
        stop.abort(new Error('cancelled'));
      }),
      { signal: stop.signal },
    );
    await expect(running).rejects.toThrow('cancelled');
    await closed;
  });

  it('says that nothing answers', async () => {
    const gone = await startLoopbackServer({});
    await gone.close();
    transport = new Transport(targetOf(gone.url), {});
    const request = { namespace: 'a', pod: 'b', container: 'c', argv: ['d'], timeoutMilliseconds: 5000 };
    const result = await execInContainer(transport, request, never);
    expect(result).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('refuses the connection') as string,
    });
  });
});
