import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles, PackageManager } from '@vscode/vsce';
import { buildBundles } from './build.ts';
import { projectFolder } from './projectFolder.ts';
import { runCommand } from './runCommand.ts';

/** Without one of these the extension does not work, or may not be published. */
const requiredFiles = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.cjs',
  'dist/engine.cjs',
  'dist/map.js',
  'dist/elk-worker.js',
  'dist/elk-worker.LICENSE.md',
  'dist/report.js',
  'dist/mermaid.js',
  'media/icon.png',
  'media/icon.svg',
  'media/demo.case.json',
];

/** What else may be in the package: what the webviews and the manifest show. */
const allowedFiles = /^(dist\/(map|report)\.css|media\/[\w./-]+\.(svg|png|md|json|css|ttf|woff2?))$/;

/** Of the package as it is downloaded. Mermaid is the largest part of it. */
const limitMegabytes = 6;

/** What is wrong with the list of files that would be packaged; empty when nothing is. */
export function judgeContents(files: readonly string[]): string[] {
  const missing = requiredFiles.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  const surplus = files
    .filter((file) => !requiredFiles.includes(file) && !allowedFiles.test(file))
    .map((file) => `${file} does not belong into the package`);
  return [...missing, ...surplus];
}

/**
 * Makes podpath.vsix from what is in dist/.
 * @returns its path
 */
export async function makePackage(): Promise<string> {
  const packagePath = join(projectFolder, 'podpath.vsix');
  const files = (await listFiles({ cwd: projectFolder, packageManager: PackageManager.None })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const problems = judgeContents(files);
  if (problems.length > 0) throw new Error(`The package would be wrong:\n${problems.join('\n')}`);
  await rm(packagePath, { force: true });
  // As a process of its own: what it prints is of use only when it fails.
  await runCommand(
    process.execPath,
    [
      join(projectFolder, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      ...['--out', packagePath],
    ],
    { cwd: projectFolder },
  );
  const megabytes = (await stat(packagePath)).size / 1e6;
  process.stdout.write(
    `  podpath.vsix: ${files.length} files, ${megabytes.toFixed(3)} MB of at most ${limitMegabytes}\n`,
  );
  if (megabytes > limitMegabytes) throw new Error(`podpath.vsix weighs more than ${limitMegabytes} MB`);
  return packagePath;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { built: { type: 'boolean', default: false } } });
  try {
    if (!values.built) await buildBundles();
    await makePackage();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
