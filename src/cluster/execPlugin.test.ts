import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError } from '../app/ports.ts';
import { type ExecCredential, runExecPlugin } from './execPlugin.ts';
import { findProgram } from './execPluginProcess.ts';
import type { ExecPlugin } from './kubeconfig.ts';
import { targetOf } from './testing/loopbackServer.ts';

const never = new AbortController().signal;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-plugin-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function run(
  script: string,
  fields: Partial<ExecPlugin> = {},
  timeoutMilliseconds = 30_000,
): Promise<ExecCredential> {
  const plugin: ExecPlugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: await program('login', script),
    args: [folder],
    environment: [],
    provideClusterInfo: false,
    interactiveMode: 'Never',
    ...fields,
  };
  return runExecPlugin(plugin, targetOf('https://127.0.0.1:1'), never, timeoutMilliseconds);
}

/** The problem of a plugin, which never quotes what it printed. */
async function problemOf(running: Promise<unknown>): Promise<string> {
  const error: unknown = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectionError)) throw new Error('the plugin did not fail as expected');
  expect(`${JSON.stringify(error.problem)}${error.stack ?? ''}`).not.toContain('secret');
  return error.problem.message.replace(folder, 'FOLDER');
}

const says = (answer: object): string => `echo '${JSON.stringify(answer)}'`;
const token = { apiVersion: 'client.authentication.k8s.io/v1', status: { token: 'secret' } };
const who = 'The credential program "FOLDER/login" of the user "tester"';

describe('what a plugin gives', () => {
  it('is a token', async () => {
    expect(await run(says(token))).toEqual({ token: 'secret' });
  });

  it.each<[string, string, Partial<ExecPlugin>]>([
    [
      says({ ...token, apiVersion: 'client.authentication.k8s.io/v1beta1' }),
      'answers in another apiVersion',
      {},
    ],
    [says({ status: { clientCertificateData: 'secret' } }), 'gave only one of a certificate and its key', {}],
    [says({ status: {} }), 'gave neither a token nor a certificate', {}],
    ['echo "secret" >&2; exit 7', 'failed with exit code 7.', {}],
    ['printf "Token has expired: secret\\033[31m" >&2; exit 1', 'it says that the login has expired', {}],
    ['while :; do echo secret; done', 'printed more than a credential', {}],
    ['kill -9 $$', 'failed.', {}],
    [says(token), 'asks somebody at a terminal', { interactiveMode: 'Always' }],
  ])('is refused: %s', async (script, expected, fields) => {
    const problem = await problemOf(run(script, fields));
    expect(problem.startsWith(who)).toBe(true);
    expect(problem).toContain(expected);
  });

  it('is taken although something that it left running holds its output open', async () => {
    const leaving = `sleep 300 & echo $! > "$1/pid"; ${says(token)}`;
    expect(await run(leaving)).toEqual({ token: 'secret' });
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')));
  });
});

describe('a plugin that does not end', () => {
  /** Whether a process is gone; a zombie, which nobody has waited for yet, is. */
  async function isGone(pid: number): Promise<boolean> {
    try {
      return /^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return true;
    }
  }

  it('is killed with all that it started, whatever signals it ignores', async () => {
    const stubborn = `trap '' TERM INT HUP; sleep 300 & echo "$$ $!" > "$1/pids.new"; mv "$1/pids.new" "$1/pids"; wait; wait`;
    // The time is over when the plugin has begun for sure.
    const started = (): Promise<string> => readFile(join(folder, 'pids'), 'utf8');
    const running = problemOf(run(stubborn, {}, 2000));
    const pids = (await vi.waitFor(started, { timeout: 20_000 })).trim().split(' ').map(Number);
    expect(await running).toBe(`${who} did not end within 2 seconds.`);
    expect(pids).toHaveLength(2);
    await vi.waitFor(async () => {
      expect(await Promise.all(pids.map(isGone))).toEqual([true, true]);
    });
  });
});

describe('where a plugin is found', () => {
  it('on PATH by its name, in folders that are named whole', async () => {
    const path = await program('login', '');
    const check = async (command: string, PATH: string, expected: string | undefined): Promise<void> => {
      expect(await findProgram(command, { PATH })).toBe(expected);
    };
    await check('login', folder, path);
    await check('login', ['/nowhere', folder].join(delimiter), path);
    await check('login', relative(process.cwd(), folder), undefined);
    await check('login', '', undefined);
    await check('./login', folder, undefined);
    await check(path, '', path);
    await check('no-such-program', folder, undefined);
  });

  it('never in the folder that we run in', async () => {
    // package.json stands there, so that PATH=. would find it.
    expect(await findProgram('package.json', { PATH: '.' })).toBeUndefined();
  });
});
