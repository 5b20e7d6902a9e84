import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInputTexts, textOfBytes } from './readInputTexts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-input-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function found(path = folder): Promise<Readonly<Record<string, string>>> {
  const { texts } = await readInputTexts(path, '2026-01-31T12:00:00.000Z');
  return Object.fromEntries(texts.map(({ name, text, problem }) => [name, problem ?? text]));
}

describe('a folder of manifests', () => {
  it('is read with its folders, without what is hidden', async () => {
    await mkdir(join(folder, 'deep', '.git'), { recursive: true });
    await writeFile(join(folder, 'deep', 'a.yaml'), 'a');
    await writeFile(join(folder, 'deep', '.git', 'b.yaml'), 'b');
    await writeFile(join(folder, 'c.json'), 'c');
    await writeFile(join(folder, 'd.txt'), 'd');
    expect(await found()).toEqual({ 'deep/a.yaml': 'a', 'c.json': 'c' });
  });

  it('is read once where a ConfigMap is mounted', async () => {
    await mkdir(join(folder, '..2026_01_31'));
    await writeFile(join(folder, '..2026_01_31', 'policy.yaml'), 'p');
    await symlink('..2026_01_31', join(folder, '..data'));
    await symlink('..data/policy.yaml', join(folder, 'policy.yaml'));
    expect(await found()).toEqual({ 'policy.yaml': 'p' });
  });

  it('follows links to folders, and no circle', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 'a.yaml'), 'a');
    await symlink('real', join(folder, 'link'));
    await symlink('..', join(folder, 'real', 'up'));
    expect(await found()).toEqual({ 'link/a.yaml': 'a', 'real/a.yaml': 'a' });
  });

  it('names what it cannot read', async () => {
    await writeFile(join(folder, 'a.yaml'), 'a');
    await symlink('nowhere', join(folder, 'gone.yaml'));
    await symlink('/dev/null', join(folder, 'device.yaml'));
    await writeFile(join(folder, 'wide.yaml'), Buffer.from('\ufeffkind: Pod', 'utf16le'));
    await writeFile(join(folder, 'bad.yaml'), Buffer.from([0x61, 0xff, 0xfe]));
    expect(await found()).toEqual({
      'a.yaml': 'a',
      'gone.yaml': 'no such file or folder',
      'device.yaml': 'is no ordinary file',
      'wide.yaml': 'is UTF-16; Kubernetes reads UTF-8',
      'bad.yaml': 'is no valid UTF-8',
    });
  });

  it.each([
    ['', 'no .yaml, .yml or .json file in it'],
    ['nowhere', 'no such file or folder'],
  ])('refuses "%s" with the reason', async (name, problem) => {
    await expect(found(join(folder, name))).rejects.toThrow(problem);
  });
});

describe('textOfBytes', () => {
  it.each([
    [Buffer.from('a: ä'), { name: 'f', text: 'a: ä' }],
    [Buffer.from([0xef, 0xbb, 0xbf, 0x61]), { name: 'f', text: 'a' }],
    [
      Buffer.from([0xfe, 0xff, 0, 0x61]),
      { name: 'f', text: '', problem: 'is UTF-16; Kubernetes reads UTF-8' },
    ],
    [Buffer.from([0x61, 0xc3]), { name: 'f', text: '', problem: 'is no valid UTF-8' }],
  ])('%j', (bytes, expected) => {
    expect(textOfBytes('f', bytes)).toEqual(expected);
  });
});
