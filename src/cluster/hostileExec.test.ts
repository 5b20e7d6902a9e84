import { describe, expect, it } from 'vitest';
import type { ExecResult } from '../app/ports.ts';
import { execInContainer } from './exec.ts';
import type { KubeconfigUser } from './kubeconfig.ts';
import { connectionsOfTests } from './testing/hostileFixture.ts';
import type { Handlers } from './testing/loopbackServer.ts';

const never = new AbortController().signal;
const token = 'sekrit-token+/=~0123456789';
const connect = connectionsOfTests();

describe('an exec that has no end', () => {
  async function exec(handlers: Handlers, user: Partial<KubeconfigUser> = {}): Promise<ExecResult> {
    const { transport } = await connect(handlers, user);
    const request = { namespace: 'a', pod: 'b', container: 'c', argv: ['d'], timeoutMilliseconds: 20_000 };
    return execInContainer(transport, request, never);
  }

  it.each([
    ['on stdout', 1],
    ['on stderr', 2],
    ['in its status', 3],
    ['on a channel that does not exist', 9],
  ])('is ended: %s', async (_what, channel) => {
    let closed: Promise<void> | undefined;
    const result = await exec({
      exec: (_line, accept) => {
        const connection = accept();
        let open = true;
        closed = connection.closed.then(() => {
          open = false;
        });
        const send = (): void => {
          if (!open) return;
          connection.send(channel, 'x'.repeat(100_000));
          setImmediate(send);
        };
        send();
      },
    });
    expect(result).toEqual({ kind: 'failed', reason: 'it printed more than 4 MB and was ended' });
    await closed;
  });

  it('is ended when it announces more than is wanted', async () => {
    let closed: Promise<void> | undefined;
    const result = await exec({
      exec: (_line, accept) => {
        const connection = accept();
        closed = connection.closed;
        connection.announce(2 ** 40);
      },
    });
    expect(result.kind).toBe('failed');
    await closed;
  });

  it('is ended when it is refused without end', async () => {
    let closed: Promise<void> | undefined;
    const result = await exec({
      exec: (_line, _accept, _refuse, raw) => {
        closed = new Promise((resolve) => {
          raw.on('close', () => {
            resolve();
          });
        });
        raw.on('error', () => undefined);
        raw.write('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n');
        const send = (): void => {
          if (!raw.destroyed) raw.write('no\n'.repeat(10_000), () => setImmediate(send));
        };
        send();
      },
    });
    expect(result).toMatchObject({ kind: 'forbidden', reason: expect.stringMatching(/^no no no/) as string });
    await closed;
  });

  it('keeps its many small messages in little memory, and in order', async () => {
    const result = await exec({
      exec: (_line, accept) => {
        const connection = accept();
        for (let sent = 0; sent < 20_000; sent += 1) connection.send(1, String(sent % 10));
        connection.send(3, '{"status":"Success"}');
      },
    });
    expect(result).toMatchObject({ kind: 'exited', stdout: '0123456789'.repeat(2000) });
  });

  it('tells what a server says in one line, and without our token', async () => {
    const result = await exec(
      {
        exec: (_line, accept) => {
          const connection = accept();
          connection.send(1, `env ${token}\n`);
          connection.send(3, JSON.stringify({ status: 'Failure', message: `two\nlines\u001b of ${token}` }));
        },
      },
      { user: { name: 'a', token } },
    );
    expect(result).toEqual({ kind: 'failed', reason: 'two lines\\x1b of [removed]' });
  });

  it('prints nothing of our token', async () => {
    const result = await exec(
      {
        exec: (_line, accept) => {
          const connection = accept();
          connection.send(1, `env ${token}\n`);
          connection.send(3, '{"status":"Success"}');
        },
      },
      { user: { name: 'a', token } },
    );
    expect(result).toMatchObject({ kind: 'exited', stdout: 'env [removed]\n' });
  });
});
