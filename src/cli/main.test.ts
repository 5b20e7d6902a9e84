import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** Runs the program as a process of its own. */
async function run(words: readonly string[], closeOutput = false) {
  const child = spawn(process.execPath, [entry, ...words], {
    env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  if (closeOutput) child.stdout.destroy();
  else child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
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

  it('says nothing when its reader has gone', async () => {
    expect((await run(['snapshot', '--snapshot', snapshotFile], true)).stderr).toBe('');
  });

  it('says what to do where there is no kubeconfig', async () => {
    const { status, stderr } = await run(['map']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^podpath: There is no kubeconfig: .*\n {2}\S/);
  });
});
