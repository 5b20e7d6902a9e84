import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Test files end in this; each is bundled and run in the extension host. */
const testFileEnding = '.hostTest.ts';

/**
 * Makes the test extension: bundles of its tests, with `vscode` and mocha left to the host and to node_modules.
 * @returns what VS Code is given as extensionTestsPath
 */
export async function buildHostTests(sourceFolder: string, outputFolder: string): Promise<string> {
  await rm(outputFolder, { recursive: true, force: true });
  await mkdir(outputFolder, { recursive: true });
  const names = await readdir(sourceFolder);
  const tests = names.filter((name) => name.endsWith(testFileEnding));
  if (tests.length === 0) throw new Error(`no ${testFileEnding} file in ${sourceFolder}`);
  await build({
    entryPoints: ['run.ts', ...tests].map((name) => join(sourceFolder, name)),
    outdir: outputFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  await copyFile(join(sourceFolder, 'package.json'), join(outputFolder, 'package.json'));
  return join(outputFolder, 'run.cjs');
}
