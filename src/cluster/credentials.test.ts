import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../app/ports.ts';
import { CredentialSource } from './credentials.ts';
import type { KubeconfigUser } from './kubeconfig.ts';
import { parseKubeconfig } from './parseKubeconfig.ts';
import { selectTarget } from './selectTarget.ts';
import { targetOf } from './testing/loopbackServer.ts';
import { Transport } from './transport.ts';

const never = new AbortController().signal;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-credentials-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function headersOf(user: Partial<KubeconfigUser>): Promise<readonly string[]> {
  const source = new CredentialSource(targetOf('https://127.0.0.1:1', user));
  return (await source.current(never)).headers.map(([name, value]) => `${name}: ${value}`);
}

/** The problem of credentials that are refused; nothing that it is told with holds the secret. */
async function problemOf(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectionError)) throw new Error('the credentials were taken');
  expect(`${JSON.stringify(error.problem)}${error.stack ?? ''}`).not.toContain('secret');
  return error.problem.message;
}

const breaking = ['\n', '\r', '\r\n', '\0', '\u001b', '\u007f'];

describe('a value that no header may hold', () => {
  it.each(breaking.map((control) => [JSON.stringify(control), control]))(
    '%s in a token',
    async (_, control) => {
      const expected = 'The token of the user "tester" holds a line break or another control character.';
      const token = `se${control}cret-secret`;
      expect(await problemOf(headersOf({ user: { name: 'tester', token } }))).toBe(expected);
      expect(await problemOf(headersOf({ user: { name: 'tester', token: `secret${control}` } }))).toBe(
        expected,
      );
      const tokenFile = join(folder, 'token');
      await writeFile(tokenFile, token);
      expect(await problemOf(headersOf({ tokenFile }))).toBe(expected);
      expect(await problemOf(headersOf({ impersonation: [['Impersonate-User', token]] }))).toMatch(
        /^The name to impersonate .* of the user "tester" holds/,
      );
    },
  );

  it('is not a tab, white space around a token in a file, or what is not ASCII', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, '\n from-file \n\n');
    expect(await headersOf({ tokenFile })).toEqual(['Authorization: Bearer from-file']);
    expect(await headersOf({ user: { name: 'a', token: 'a\tb' } })).toEqual(['Authorization: Bearer a\tb']);
    // UTF-8, byte by byte.
    expect(await headersOf({ impersonation: [['Impersonate-User', 'é']] })).toEqual(['Impersonate-User: Ã©']);
  });
});

describe('files that the kubeconfig names', () => {
  it('are not waited for when they are pipes', async () => {
    const tokenFile = join(folder, 'pipe');
    execFileSync('mkfifo', [tokenFile]);
    expect(await problemOf(headersOf({ tokenFile }))).toContain('it is a pipe or device, not a file');
    expect(
      await problemOf(headersOf({ user: { name: 'a', certFile: '/dev/zero', keyFile: '/dev/zero' } })),
    ).toContain('it is a pipe or device, not a file');
  });
});

describe('a user in the URL of the server', () => {
  it('is sent as client-go sends it, and stands nowhere else', async () => {
    const text = JSON.stringify({
      clusters: [
        { name: 'c', cluster: { server: 'https://ann:s%40cret-secret@127.0.0.1:1/x/?secret=1#secret' } },
      ],
      users: [{ name: 'u', user: { token: 'abc' } }],
      contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    });
    const target = selectTarget(parseKubeconfig('/config', text), 'a');
    expect(target.cluster.server).toBe('https://127.0.0.1:1/x');
    const { headers } = await new CredentialSource(target).current(never);
    const login = Buffer.from('ann:s@cret-secret').toString('base64');
    expect(headers).toEqual([['Authorization', `Basic ${login}`]]);
    const transport = new Transport(target, {});
    const error: unknown = await transport
      .json('/version', { signal: never })
      .catch((thrown: unknown) => thrown);
    transport.close();
    expect(error).toBeInstanceOf(Error);
    expect(`${(error as Error).stack ?? ''}${String((error as Error).cause)}`).not.toMatch(/secret|s%40cret/);
  });
});

describe('credentials that nobody waits for any more', () => {
  it('may fail without ending the process', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', listen);
    try {
      const target = targetOf('https://127.0.0.1:1', { tokenFile: join(folder, 'missing') });
      const transport = new Transport(target, {});
      await expect(transport.request('/version', { signal: AbortSignal.abort() })).rejects.toThrow();
      // Others that fail in the same way, one after the other: the first has failed long before the last.
      for (let nth = 0; nth < 5; nth += 1) {
        await expect(new CredentialSource(target).current(never)).rejects.toThrow(ConnectionError);
      }
      transport.close();
    } finally {
      process.removeListener('unhandledRejection', listen);
    }
    expect(unhandled).toEqual([]);
  });
});
