import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startOfProcess } from './processStart.ts';

it.each(['linux', 'darwin'] as const)(
  'tells processes apart by when they were started (%s)',
  async (platform) => {
    const own = await startOfProcess(process.pid, platform);
    expect(own).toMatch(/\d/);
    expect(await startOfProcess(process.pid, platform)).toBe(own);
    expect(await startOfProcess(1, platform)).not.toBe(own);
  },
);

it('reads the start of a program with any name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'podpath-process-'));
  const program = join(folder, 'a ) R 1 (b');
  await symlink('/bin/sleep', program);
  const child = spawn(program, ['60']);
  try {
    await once(child, 'spawn');
    expect(await startOfProcess(child.pid ?? 0, 'linux')).toMatch(/^[0-9a-f-]{36} \d{2,}$/);
  } finally {
    child.kill();
    await rm(folder, { recursive: true });
  }
});

it('knows nothing of a process that is not there', async () => {
  expect(await startOfProcess(2 ** 22 + 1, 'linux')).toBeUndefined();
  expect(await startOfProcess(2 ** 22 + 1, 'darwin')).toBeUndefined();
});
