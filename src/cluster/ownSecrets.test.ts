import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execInContainer } from './exec.ts';
import type { KubeconfigTarget, KubeconfigUser } from './kubeconfig.ts';
import { KubernetesCluster } from './kubernetesCluster.ts';
import { OwnSecrets } from './ownSecrets.ts';
import { connectionsOfTests, failureOf } from './testing/hostileFixture.ts';
import { type Exchange, startLoopbackServer, targetOf } from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';

const never = new AbortController().signal;
const connect = connectionsOfTests();

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
      const { transport } = await connect(
        {
          request: (exchange) => {
            header = exchange.headers.authorization ?? '';
            echo(exchange, `${header} or ${secret} of ${header.split(' ')[1] ?? ''}`);
          },
        },
        user,
        change,
      );
      const { printed } = await failureOf(transport);
      expect(header).not.toBe('');
      for (const hidden of [secret, encodeURIComponent(secret), header.split(' ')[1] ?? '']) {
        expect(printed).not.toContain(hidden);
      }
    });
  }

  it('reach the server as Go sends them when they are in its URL', async () => {
    let header = '';
    const { transport, server } = await connect(
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
    await transport.json('/a', { signal: never });
    expect(header).toBe(`Basic ${Buffer.from('jane:x:y').toString('base64')}`);
    expect(transport.server).toBe(server.url);
  });

  it.each([
    ['a line break', 'abc\ndef-secret'],
    ['a zero byte', 'abc\u0000def-secret'],
    ['a delete character', 'abc-secret-\u007f'],
  ])('that no header may hold are in no message: %s', async (_what, bad) => {
    const { transport } = await connect(
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
    const printed: unknown[] = [(await failureOf(transport)).printed];
    const request = { namespace: 'a', pod: 'b', container: 'c', argv: ['d'], timeoutMilliseconds: 1000 };
    printed.push(await execInContainer(transport, request, never));
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
