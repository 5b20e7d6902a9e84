import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from './writeWholeFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-write-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a file', () => {
  it.each([
    ['that is new', undefined],
    ['that was there, and was open to everybody', 'old'],
  ])('%s holds the text, and only its owner may read it', async (_name, before) => {
    const path = join(folder, 'case.json');
    if (before !== undefined) await writeFile(path, before, { mode: 0o666 });
    await writeWholeFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['case.json']);
  });

  it('may have the longest name that there is', async () => {
    const name = 'x'.repeat(255);
    await writeWholeFile(join(folder, name), 'new');
    expect(await readdir(folder)).toEqual([name]);
  });

  it('is one of the texts, whole, when many are written at once', async () => {
    const path = join(folder, 'case.json');
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => writeWholeFile(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['case.json']);
  });

  it.each([
    ['in a folder that is not there', 'missing/case.json'],
    ['whose name is a folder', 'taken'],
  ])('%s is refused, and nothing is left behind', async (_name, path) => {
    await mkdir(join(folder, 'taken'));
    await expect(writeWholeFile(join(folder, path), 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('a link', () => {
  it.each([
    ['to a file', 'secret'],
    ['to nothing', 'nothing'],
  ])('%s is neither followed nor replaced', async (_name, leadsTo) => {
    const link = join(folder, 'case.json');
    await writeFile(join(folder, 'secret'), 'old');
    await symlink(join(folder, leadsTo), link);
    await expect(writeWholeFile(link, 'new')).rejects.toThrow('it is a link');
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('old');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['case.json', 'secret']);
  });
});

it('a device is refused', async () => {
  await expect(writeWholeFile('/dev/null', 'new')).rejects.toThrow('no regular file');
});

describe('a disk that gets full', () => {
  /** Writes in a process that may write 8 blocks of 512 bytes (POSIX, ulimit -f). */
  function writeWithLimit(path: string, length: number): Promise<string> {
    const script = fileURLToPath(new URL('testing/writeOnFullDisk.ts', import.meta.url));
    const words = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, script, path, String(length)];
    return new Promise((resolve) => {
      execFile('sh', words, (_error, stdout) => {
        resolve(stdout);
      });
    });
  }

  it.each([
    ['keeps the old content', 'old'],
    ['leaves nothing where there was nothing', undefined],
  ])('%s', async (_name, before) => {
    const path = join(folder, 'case.json');
    if (before !== undefined) await writeFile(path, before);
    expect(await writeWithLimit(path, 100_000)).toBe('EFBIG');
    expect(await readFile(path, 'utf8').catch(() => undefined)).toBe(before);
    expect(await readdir(folder)).toEqual(before === undefined ? [] : ['case.json']);
  });

  it('takes what still fits', async () => {
    const path = join(folder, 'case.json');
    expect(await writeWithLimit(path, 1000)).toBe('');
    expect((await stat(path)).size).toBe(1000);
  });
});
