import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BillOfMaterials,
  billOfPackages,
  judgeNotices,
  packageFolderOf,
  packageFolders,
  readPackage,
  renderNotices,
} from './notices.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-notices-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function packageWith(files: Readonly<Record<string, string>>): Promise<string> {
  const place = join(folder, 'node_modules', 'some');
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
  return place;
}

describe('what is bundled', () => {
  it.each([
    ['src/cli/main.ts', undefined],
    ['node_modules/undici/lib/a.js', 'node_modules/undici'],
    ['node_modules/@kubernetes/client-node/dist/a.js', 'node_modules/@kubernetes/client-node'],
    ['node_modules/a/node_modules/b/index.js', 'node_modules/a/node_modules/b'],
    ['node_modules/a/node_modules/@s/b/index.js', 'node_modules/a/node_modules/@s/b'],
  ])('%s', (path, expected) => {
    expect(packageFolderOf(path)).toBe(expected);
  });

  it('is what is left in the outputs', () => {
    const output = (inputs: Readonly<Record<string, number>>) => ({
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
      ),
    });
    expect(
      packageFolders({
        outputs: {
          'dist/a.js': output({ 'src/a.ts': 5, 'node_modules/b/x.js': 3, 'node_modules/shaken/x.js': 0 }),
          'dist/a.css': output({ 'node_modules/b/y.css': 3, 'node_modules/a/y.css': 1 }),
        },
      }),
    ).toEqual(['node_modules/a', 'node_modules/b']);
  });
});

describe('a package', () => {
  const manifest = JSON.stringify({ name: 'some', version: '1.0.0', license: 'MIT' });

  it.each(['LICENSE', 'license.md', 'LICENCE.txt', 'LICENSE-MIT', 'COPYING'])(
    'has its licence in %s',
    async (name) => {
      const read = readPackage(
        await packageWith({ 'package.json': manifest, [name]: 'Permission\r\nis granted\n' }),
      );
      expect(read).toEqual({
        name: 'some',
        version: '1.0.0',
        licence: 'MIT',
        text: 'Permission\nis granted',
      });
      expect(judgeNotices([read])).toEqual([]);
      expect(renderNotices([read])).toContain('some 1.0.0 (MIT)');
      expect(renderNotices([read])).toContain('Permission\nis granted');
    },
  );

  it('is refused without a licence text, and without a licence', async () => {
    const place = await packageWith({ 'package.json': manifest, 'README.md': 'MIT', 'LICENSE.md': ' \n' });
    expect(judgeNotices([readPackage(place)])).toEqual(['some 1.0.0 has no licence text']);
    await packageWith({ 'package.json': JSON.stringify({ name: 'some', version: '1.0.0' }) });
    expect(judgeNotices([readPackage(place)])).toEqual([
      'some 1.0.0 does not say its licence',
      'some 1.0.0 has no licence text',
    ]);
  });
});

describe('the bill of materials', () => {
  const component = (name: string, version = '1.0.0') => ({ name, version, 'bom-ref': `${name}@${version}` });
  const installed: BillOfMaterials = {
    metadata: { component: { 'bom-ref': 'podpath@1.0.0', name: 'checkout' } },
    components: [
      component('a'),
      component('b'),
      component('b', '2.0.0'),
      component('@s/c'),
      component('tool'),
    ],
    dependencies: [
      { ref: 'podpath@1.0.0', dependsOn: ['a@1.0.0', 'tool@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@2.0.0', 'tool@1.0.0'] },
      { ref: 'tool@1.0.0', dependsOn: ['b@1.0.0'] },
    ],
  };

  it('holds what is shipped and nothing else', () => {
    const packages = [
      { name: 'a', version: '1.0.0' },
      { name: 'b', version: '2.0.0' },
      { name: '@s/c', version: '1.0.0' },
    ];
    expect(billOfPackages(installed, packages)).toEqual({
      metadata: { component: { 'bom-ref': 'podpath@1.0.0', name: 'podpath' } },
      components: [component('a'), component('b', '2.0.0'), component('@s/c')].map((each) => ({
        ...each,
        scope: 'required',
      })),
      dependencies: [
        { ref: 'podpath@1.0.0', dependsOn: ['a@1.0.0', 'b@2.0.0', '@s/c@1.0.0'] },
        { ref: 'a@1.0.0', dependsOn: ['b@2.0.0'] },
      ],
    });
  });

  it('refuses a package that npm does not know', () => {
    expect(() => billOfPackages(installed, [{ name: 'z', version: '1.0.0' }])).toThrow(
      'npm does not list z 1.0.0',
    );
  });
});
