import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotToDocument } from '../core/documents/snapshotConversion.ts';
import { exampleSnapshot } from '../core/report/testing/exampleDiagnoses.ts';

const entry = new URL('main.ts', import.meta.url).pathname;

let folder: string;
let snapshotFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-main-'));
  snapshotFile = join(folder, 'snapshot.json');
  await writeFile(snapshotFile, JSON.stringify(snapshotToDocument(exampleSnapshot)));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** How a process runs, beside its words. */
interface Circumstances {
  readonly closeOutput?: boolean;
  /** A device or file to which the output goes. */
  readonly output?: string;
  readonly kubeconfig?: string;
}

/** Runs the program as a process of its own. */
async function run(
  words: readonly string[],
  { closeOutput = false, output, kubeconfig = '' }: Circumstances = {},
) {
  const opened = output === undefined ? undefined : await open(output, 'w');
  const child = spawn(process.execPath, [entry, ...words], {
    env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
    stdio: ['ignore', opened?.fd ?? 'pipe', 'pipe'],
  });
  await opened?.close();
  let stdout = '';
  let stderr = '';
  if (closeOutput) child.stdout?.destroy();
  else child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

describe('the process', { timeout: 60_000 }, () => {
  it('prints the version of the package', async () => {
    const { status, stdout } = await run(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  it('ends by itself, with the status of its command', async () => {
    const { status, stdout, stderr } = await run(['trace', 'shop/service/lost', '--snapshot', snapshotFile]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^✗ BROKEN/);
  });

  it('says what to do where there is no kubeconfig', async () => {
    const { status, stderr } = await run(['map']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^podpath: There is no kubeconfig: .*\n {2}\S/);
  });

  it('says nothing when its reader has gone, and ends with the status of its command', async () => {
    const words = ['trace', 'shop/service/lost', '--snapshot', snapshotFile];
    expect(await run(words, { closeOutput: true })).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it.each([['map', '-A'], ['trace', 'shop/service/lost'], ['snapshot']])(
    'says in one line that its output cannot be written: %s',
    async (...words) => {
      const { status, stderr } = await run([...words, '--snapshot', snapshotFile], { output: '/dev/full' });
      expect(stderr).toBe('podpath: the output cannot be written: no space is left on the device.\n');
      expect(status).toBe(2);
    },
  );
});

describe('a credential program that fails', { timeout: 60_000 }, () => {
  it('is told in one message, with status 2', async () => {
    const login = join(folder, 'login');
    await writeFile(login, '#!/bin/sh\necho "secret: the session has expired" >&2\nexit 1\n');
    await chmod(login, 0o755);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './login',
      interactiveMode: 'Never',
    };
    const kubeconfig = join(folder, 'config');
    await writeFile(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { exec } }],
        contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'a',
      }),
    );
    const { status, stdout, stderr } = await run(['map', '-A'], { kubeconfig });
    expect({ status, stdout, stderr: stderr.replace(folder, 'FOLDER') }).toEqual({
      status: 2,
      stdout: '',
      stderr: `podpath: The credential program "FOLDER/login" of the user "u" failed with exit code 1: it says that the login has expired or is missing.
  Run \`kubectl get --raw /version\` with the same context: you may have to log in again.
`,
    });
  });
});
