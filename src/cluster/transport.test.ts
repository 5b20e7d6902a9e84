import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../app/ports.ts';
import type { ExecPlugin, KubeconfigTarget, KubeconfigUser } from './kubeconfig.ts';
import { problemOf } from './problems.ts';
import {
  type Exchange,
  type LoopbackServer,
  startLoopbackServer,
  targetOf,
} from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';

const never = new AbortController().signal;
let folder = '';
let server: LoopbackServer | undefined;
let transport: Transport | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-transport-'));
});
afterEach(async () => {
  transport?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

async function connect(
  answer: (exchange: Exchange) => void,
  user: Partial<KubeconfigUser> = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Transport> {
  server = await startLoopbackServer({ request: answer });
  transport = new Transport(targetOf(server.url, user), environment);
  return transport;
}

/** The headers with which a user comes to the server. */
async function headersOf(user: Partial<KubeconfigUser>): Promise<Exchange['headers']> {
  let headers: Exchange['headers'] = {};
  const connected = await connect((exchange) => {
    headers = exchange.headers;
    exchange.json({});
  }, user);
  await connected.json('/version', { signal: never });
  return headers;
}

/** A credential plugin that gives another token each time it is run. */
async function plugin(script: string): Promise<ExecPlugin> {
  const command = join(folder, 'login');
  await writeFile(command, `#!/bin/sh\n${script}\n`);
  await chmod(command, 0o755);
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: [join(folder, 'count')],
    environment: [],
    provideClusterInfo: true,
  };
}

const counting = `echo x >> "$1"
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"token-$(wc -l < "$1" | tr -d ' ')\\"}}"`;

describe('credentials', () => {
  it('sends a token', async () => {
    const headers = await headersOf({ user: { name: 'a', token: 'abc' } });
    expect(headers.authorization).toBe('Bearer abc');
  });

  it('sends a user name and password', async () => {
    const headers = await headersOf({ user: { name: 'a', username: 'jane', password: 'x:y' } });
    expect(headers.authorization).toBe(`Basic ${Buffer.from('jane:x:y').toString('base64')}`);
  });

  it('reads a token from a file, line break and all', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'from-file\n');
    const headers = await headersOf({ tokenFile });
    expect(headers.authorization).toBe('Bearer from-file');
  });

  it('impersonates', async () => {
    const headers = await headersOf({
      impersonation: [
        ['Impersonate-User', 'jane'],
        ['Impersonate-Group', 'dev'],
        ['Impersonate-Group', 'ops'],
      ],
    });
    expect(headers['impersonate-user']).toBe('jane');
    expect(headers['impersonate-group']).toBe('dev, ops');
  });

  it('asks a plugin once for many requests, and again when its token is refused', async () => {
    let refuse = '';
    const seen: string[] = [];
    const connected = await connect(
      (exchange) => {
        const token = exchange.headers.authorization ?? '';
        seen.push(token);
        if (token === refuse) exchange.fail(401, 'Unauthorized', 'Unauthorized');
        else exchange.json({});
      },
      { execPlugin: await plugin(counting) },
    );
    await Promise.all([1, 2, 3].map(() => connected.json('/a', { signal: never })));
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
    refuse = 'Bearer token-1';
    await Promise.all([1, 2, 3].map(() => connected.json('/b', { signal: never })));
    expect((await readFile(join(folder, 'count'), 'utf8')).split('\n')).toHaveLength(3);
    expect(seen.slice(-1)).toEqual(['Bearer token-2']);
  });

  it('asks a plugin again before its token ends', async () => {
    const soon = new Date(Date.now() + 1000).toISOString();
    const script = counting.replace('\\"token\\":', `\\"expirationTimestamp\\":\\"${soon}\\",\\"token\\":`);
    const seen: string[] = [];
    const connected = await connect(
      (exchange) => {
        seen.push(exchange.headers.authorization ?? '');
        exchange.json({});
      },
      { execPlugin: await plugin(script) },
    );
    await connected.json('/a', { signal: never });
    await connected.json('/b', { signal: never });
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('tells a plugin what it is asked for', async () => {
    const connected = await connect(
      (exchange) => {
        exchange.json({});
      },
      {
        execPlugin: await plugin(`printf %s "$KUBERNETES_EXEC_INFO" > "$1"; echo '{"status":{"token":"t"}}'`),
      },
    );
    await connected.json('/a', { signal: never });
    expect(JSON.parse(await readFile(join(folder, 'count'), 'utf8'))).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: server!.url } },
    });
  });

  it.each([
    ['exit 3', 'failed with exit code 3'],
    [
      'echo "run sso login very-secret" >&2; exit 1',
      'failed with exit code 1: it says that the login has expired',
    ],
    ['echo "token=very-secret" >&2; exit 1', 'failed with exit code 1'],
    ['echo very-secret', 'neither a token nor a certificate'],
    [`echo '{"status":{"token":"very-secret"'`, 'neither a token nor a certificate'],
    ['cat >/dev/null; echo "{}"', 'neither a token nor a certificate'],
  ])('explains a plugin that fails: %s', async (script, words) => {
    const connected = await connect(() => undefined, { execPlugin: await plugin(script) });
    const error: unknown = await connected.json('/a', { signal: never }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    const { problem, stack } = error as ConnectionError;
    expect(problem.kind).toBe('unauthorized');
    expect(problem.message).toContain(words);
    expect(`${JSON.stringify(problem)}${stack ?? ''}`).not.toContain('very-secret');
  });

  it('explains a plugin that is not installed', async () => {
    const execPlugin = {
      ...(await plugin('')),
      command: 'podpath-no-such-plugin',
      installHint: 'Get it there.',
    };
    const connected = await connect(() => undefined, { execPlugin });
    await expect(connected.json('/a', { signal: never })).rejects.toMatchObject({
      problem: { kind: 'bad-kubeconfig', advice: 'Get it there.' },
    });
  });

  it('explains a file that is not there, and a certificate that is none', async () => {
    const missing = await connect(() => undefined, { user: { name: 'a', certFile: join(folder, 'no.crt') } });
    await expect(missing.json('/a', { signal: never })).rejects.toMatchObject({
      problem: { kind: 'bad-kubeconfig', message: expect.stringContaining('no.crt') as string },
    });
    missing.close();
    const certData = Buffer.from('no certificate').toString('base64');
    const broken = new Transport(
      targetOf('http://127.0.0.1:1', { user: { name: 'a', certData, keyData: certData } }),
      {},
    );
    await expect(broken.json('/a', { signal: never })).rejects.toMatchObject({
      problem: {
        kind: 'bad-kubeconfig',
        message: expect.stringContaining('cannot be read as PEM') as string,
      },
    });
  });
});

describe('requests', () => {
  it('keeps its connections', async () => {
    const connected = await connect((exchange) => {
      exchange.json({});
    });
    for (let count = 0; count < 20; count += 1) await connected.json('/a', { signal: never });
    // One more than one: an answer is complete a moment before its connection is free again.
    expect(await server!.connections()).toBeLessThanOrEqual(2);
  });

  it('keeps the path of a server behind a gateway', async () => {
    const connected = await connect((exchange) => {
      exchange.json({ line: exchange.line });
    });
    const behind = new Transport(targetOf(`${server!.url}/k8s/clusters/c-1/`), {});
    expect(await behind.json('/version', { signal: never })).toEqual({
      line: 'GET /k8s/clusters/c-1/version',
    });
    behind.close();
    expect(connected.server).toBe(server!.url);
  });

  it('gives no credentials to where a server redirects', async () => {
    const connected = await connect(
      (exchange) => {
        exchange.text('', 302);
      },
      { user: { name: 'a', token: 't' } },
    );
    await expect(connected.json('/a', { signal: never })).rejects.toThrow();
    expect(server!.requests).toEqual(['GET /a']);
  });

  it('goes through the proxy of the environment but not around NO_PROXY', async () => {
    const proxy = await startLoopbackServer({});
    const connected = await connect(
      (exchange) => {
        exchange.json({});
      },
      {},
      { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' },
    );
    await connected.json('/a', { signal: never });
    expect(proxy.requests).toEqual([]);
    await proxy.close();
  });

  it('ends at once when it is aborted, and when the transport is closed', async () => {
    const stop = new AbortController();
    const connected = await connect(() => {
      stop.abort(new Error('cancelled'));
    });
    await expect(connected.json('/a', { signal: stop.signal })).rejects.toThrow('cancelled');
    const second = await connect(() => {
      second.close();
    });
    await expect(second.json('/a', { signal: never })).rejects.toThrow();
  });
});

describe('problems in plain words', () => {
  const explain = async (target: KubeconfigTarget): Promise<string> => {
    const failing = new Transport(target, {});
    const error: unknown = await failing
      .json('/version', { signal: never })
      .catch((thrown: unknown) => thrown);
    failing.close();
    const { kind, message } = problemOf(error, failing.server);
    return `${kind}: ${message}`;
  };

  it('nobody listens', async () => {
    server = await startLoopbackServer({});
    await server.close();
    expect(await explain(targetOf(server.url))).toBe(
      `unreachable: The API server ${server.url} cannot be reached: it refuses the connection.`,
    );
  });

  it('no such name', async () => {
    expect(await explain(targetOf('http://podpath.invalid:6443'))).toMatch(
      /^unreachable: .* its name cannot be resolved/,
    );
  });

  it('no TLS where it is expected', async () => {
    server = await startLoopbackServer({});
    expect(await explain(targetOf(server.url.replace('http:', 'https:')))).toMatch(
      /^tls: No secure connection/,
    );
  });

  it('a proxy that nobody knows', async () => {
    const target = targetOf('http://127.0.0.1:1');
    expect(await explain({ ...target, cluster: { ...target.cluster, proxyUrl: 'ftp://x' } })).toMatch(
      /^bad-kubeconfig: The proxy-url of the cluster "loopback"/,
    );
  });

  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EWHATEVER', 'failed'],
  ])('%s is %s', (code, kind) => {
    const cause = Object.assign(new Error('deep'), { code });
    const error = new TypeError('fetch failed', { cause: new AggregateError([cause]) });
    expect(problemOf(error, 'https://a:6443').kind).toBe(kind);
  });
});
