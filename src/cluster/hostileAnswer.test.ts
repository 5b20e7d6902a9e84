import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExecResult } from '../app/ports.ts';
import { execInContainer } from './exec.ts';
import type { KubeconfigTarget, KubeconfigUser } from './kubeconfig.ts';
import { KubernetesCluster } from './kubernetesCluster.ts';
import { OwnSecrets } from './ownSecrets.ts';
import { problemOf, UnusableAnswer } from './problems.ts';
import { oneLine } from './serverText.ts';
import {
  type EndlessConnection,
  type Exchange,
  type Handlers,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';

const never = new AbortController().signal;
const megabytes = 1024 * 1024;

let server: LoopbackServer | undefined;
let transport: Transport | undefined;
afterEach(async () => {
  transport?.close();
  await server?.close();
});

async function connect(
  handlers: Handlers,
  user: Partial<KubeconfigUser> = {},
  change: (target: KubeconfigTarget) => KubeconfigTarget = (target) => target,
): Promise<Transport> {
  server = await startLoopbackServer(handlers);
  transport = new Transport(change(targetOf(server.url, user)), {});
  return transport;
}

/** Everything that anybody could print of an error: its text, what it holds and what it was caused by. */
async function failureOf(
  connected: Transport,
  request: Promise<unknown> = connected.json('/a', { signal: never }),
): Promise<{ error: Error; printed: string; message: string }> {
  const thrown: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(Error);
  const problem = problemOf(thrown, connected.server);
  return {
    error: thrown as Error,
    printed: `${inspect(thrown, { depth: 10, showHidden: true })}${JSON.stringify(problem)}`,
    message: problem.message,
  };
}

describe('a body without end', () => {
  const bomb = Buffer.alloc(64 * megabytes, 'x');
  it.each([
    ['identity', Buffer.alloc(megabytes, 'x')],
    ['gzip', gzipSync(bomb, { level: 1 })],
    ['deflate', deflateSync(bomb, { level: 1 })],
    ['br', brotliCompressSync(bomb)],
    ['zstd', zstdCompressSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb, { level: 1 }))],
  ])('is not read to its end: %s', async (encoding, piece) => {
    let endless: EndlessConnection | undefined;
    const connected = await connect({
      request: (exchange) => {
        endless = exchange.endless(piece, { headers: { 'Content-Encoding': encoding } });
      },
    });
    const request = connected.json('/a', { signal: never, maximumBytes: 2 * megabytes });
    const { error, message } = await failureOf(connected, request);
    expect(error).toBeInstanceOf(UnusableAnswer);
    expect(message).toContain('the answer to /a is larger than 2 MB');
    await endless!.closed;
  });

  it.each([
    ['identity', Buffer.from('<p>Gateway\n\u001b[31m down</p>')],
    ['gzip', gzipSync(Buffer.alloc(64 * megabytes, '<p>Gateway\n\u001b[31m down</p>'), { level: 1 })],
  ])('of an error tells what its beginning says, in one line: %s', async (encoding, piece) => {
    let endless: EndlessConnection | undefined;
    const connected = await connect({
      request: (exchange) => {
        endless = exchange.endless(piece, { status: 502, headers: { 'Content-Encoding': encoding } });
      },
    });
    const { message } = await failureOf(connected);
    expect(message).toMatch(/ answered 502: Gateway \\x1b\[31m down Gateway/);
    expect(message.length).toBeLessThan(700);
    await endless!.closed;
  });
});

describe("a server's message", () => {
  it.each([
    ['two\nlines\r\nand\ttabs', 'two lines and tabs'],
    ['\u001b]0;title\u0007\u202egnitirw', '\\x1b]0;title\\x07\\u{202e}gnitirw'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [removed]'],
    ['postgres://jane:hunter2@db/x refused', 'postgres://[removed]@db/x refused'],
    ['', 'HTTP status 418'],
  ])('%j is shown as %j', async (said, shown) => {
    const connected = await connect({
      request: (exchange) => {
        exchange.fail(418, 'Teapot', said);
      },
    });
    expect((await failureOf(connected)).error.message).toBe(shown);
  });

  it('is one line without controls and not long, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 5000 })), (text) => {
        const line = oneLine(text);
        // eslint-disable-next-line no-control-regex -- what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(line.length).toBeLessThanOrEqual(501);
      }),
    );
  });

  it('does not say where a redirect would lead, and nobody goes there', async () => {
    const connected = await connect(
      {
        request: (exchange) => {
          exchange.endless('', { status: 302, headers: { Location: `${server!.url}/login?token=abcdef` } });
        },
      },
      { user: { name: 'a', token: 'abcdef' } },
    );
    const { message } = await failureOf(connected);
    expect(message).toContain('answered 302: it sends us to another place');
    expect(server!.requests).toEqual(['GET /a']);
  });
});

const token = 'sekrit-token+/=~0123456789';
const password = 'pä$$ (word)\\';
const cases: readonly (readonly [
  string,
  Partial<KubeconfigUser>,
  (target: KubeconfigTarget) => KubeconfigTarget,
  string,
])[] = [
  ['a token', { user: { name: 'a', token } }, (target) => target, token],
  ['a password', { user: { name: 'a', username: 'jane', password } }, (target) => target, password],
  ['a short password', { user: { name: 'a', username: 'jane', password: 'Zq' } }, (target) => target, 'Zq'],
  [
    "a password in the server's URL",
    {},
    (target) => {
      const url = new URL(target.cluster.server);
      url.username = 'jane';
      url.password = password;
      return { ...target, cluster: { ...target.cluster, server: url.href } };
    },
    password,
  ],
];

describe('own credentials', () => {
  /** Answers that quote what they were sent, each in its own way. */
  const echoes: readonly (readonly [string, (exchange: Exchange, said: string) => void])[] = [
    [
      'in a Status',
      (exchange, said) => {
        exchange.fail(400, 'BadRequest', `I do not like ${said}.`);
      },
    ],
    [
      'in a Status as its reason',
      (exchange, said) => {
        exchange.fail(400, said, 'no');
      },
    ],
    [
      'in a page',
      (exchange, said) => {
        exchange.text(`<h1>Request</h1><pre>\n${said}\n</pre>`, 502);
      },
    ],
    [
      'in JSON that is no Status',
      (exchange, said) => {
        exchange.text(JSON.stringify([said]), 500);
      },
    ],
    [
      'in a URL',
      (exchange, said) => {
        exchange.text(`see /login?${encodeURIComponent(said)}`, 403);
      },
    ],
    [
      'in a success that is none',
      (exchange, said) => {
        exchange.text(said);
      },
    ],
    [
      'in the headers of a refused login',
      (exchange, said) => {
        exchange.fail(401, 'Unauthorized', said);
      },
    ],
  ];
  for (const [what, user, change, secret] of cases) {
    it.each(echoes)(`${what} is never shown when a server echoes it %s`, async (_how, echo) => {
      let header = '';
      const connected = await connect(
        {
          request: (exchange) => {
            header = exchange.headers.authorization ?? '';
            echo(exchange, `${header} or ${secret} of ${header.split(' ')[1] ?? ''}`);
          },
        },
        user,
        change,
      );
      const { printed } = await failureOf(connected);
      expect(header).not.toBe('');
      for (const hidden of [secret, encodeURIComponent(secret), header.split(' ')[1] ?? '']) {
        expect(printed).not.toContain(hidden);
      }
    });
  }

  it('reach the server as Go sends them when they are in its URL', async () => {
    let header = '';
    const connected = await connect(
      {
        request: (exchange) => {
          header = exchange.headers.authorization ?? '';
          exchange.json({});
        },
      },
      {},
      (target) => ({
        ...target,
        cluster: { ...target.cluster, server: target.cluster.server.replace('//', '//jane:x%3Ay@') },
      }),
    );
    await connected.json('/a', { signal: never });
    expect(header).toBe(`Basic ${Buffer.from('jane:x:y').toString('base64')}`);
    expect(connected.server).toBe(server!.url);
  });

  it.each([
    ['a line break', 'abc\ndef-secret'],
    ['a zero byte', 'abc\u0000def-secret'],
    ['a character beyond Latin-1', 'abc-secret-\u2603'],
  ])('that no header may hold are in no message: %s', async (_what, bad) => {
    const connected = await connect(
      {
        request: (exchange) => {
          exchange.json({});
        },
        exec: (_line, accept) => {
          accept().close();
        },
      },
      { user: { name: 'a', token: bad } },
    );
    const printed: unknown[] = [(await failureOf(connected)).printed];
    const request = { namespace: 'a', pod: 'b', container: 'c', argv: ['d'], timeoutMilliseconds: 1000 };
    printed.push(await execInContainer(connected, request, never));
    expect(JSON.stringify(printed)).not.toContain('secret');
  });

  it('in the URL of a server that is away are in no message', async () => {
    const gone = await startLoopbackServer({});
    await gone.close();
    const target = targetOf(gone.url.replace('//', '//jane:hunter2@'));
    const away = new Transport(target, {});
    const { printed, message } = await failureOf(away);
    away.close();
    expect(printed).not.toContain('hunter2');
    expect(message).toContain(`The API server ${gone.url} cannot be reached`);
    const cluster = new KubernetesCluster(target, { now: () => '', elapsed: () => 0 });
    expect(cluster.describe().server).toBe(gone.url);
    cluster.close();
  });

  it.each(['not a url', 'ftp://jane:hunter2@a', 'jane:hunter2@a:6443'])(
    'in a server that is no URL are in no message: %s',
    (address) => {
      const target = targetOf('http://a');
      let thrown: unknown;
      try {
        new Transport({ ...target, cluster: { ...target.cluster, server: address } }, {});
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ problem: { kind: 'bad-kubeconfig' } });
      expect(inspect(thrown)).not.toContain('hunter2');
    },
  );

  it('are cut out wherever they are, and nothing else is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 40 }).filter((text) => text.trim().length >= 4),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const user = { user: { name: 'a', token: secret } };
          const cut = new OwnSecrets(targetOf('http://a', user)).cut(`${before}${secret}${after}`);
          expect(cut.replaceAll('[removed]', '')).not.toContain(secret.trim());
        },
      ),
    );
    expect(new OwnSecrets(targetOf('http://a')).cut('as it is')).toBe('as it is');
  });
});

describe('an exec that has no end', () => {
  async function exec(handlers: Handlers, user: Partial<KubeconfigUser> = {}): Promise<ExecResult> {
    const connected = await connect(handlers, user);
    const request = { namespace: 'a', pod: 'b', container: 'c', argv: ['d'], timeoutMilliseconds: 20_000 };
    return execInContainer(connected, request, never);
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
