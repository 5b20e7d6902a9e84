import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles, PackageManager } from '@vscode/vsce';
import { buildBundles, packageListFolder } from './build.ts';
import { type BillOfMaterials, billOfPackages, judgeNotices, readPackage, renderNotices } from './notices.ts';
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
  'dist/THIRD-PARTY-NOTICES.txt',
  'media/icon.png',
  'media/icon.svg',
  'media/demo.case.json',
];

/** What else may be in the package: what the webviews and the manifest show. */
const allowedFiles = /^(dist\/(map|report)\.css|media\/[\w./-]+\.(svg|png|md|json|css|ttf|woff2?))$/;

/** Beside the package: what is in it, in CycloneDX. */
const billFile = 'podpath.cdx.json';

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
 * Writes the notices of everything that is bundled into dist/, and a bill of materials (CycloneDX) beside the package. Throws
 * when a package may not be shipped for want of a licence.
 */
async function writeNotices(): Promise<void> {
  const lists = join(projectFolder, packageListFolder);
  const folders = new Set<string>();
  for (const file of await readdir(lists)) {
    for (const folder of JSON.parse(await readFile(join(lists, file), 'utf8')) as string[])
      folders.add(folder);
  }
  const packages = [...folders].sort().map((folder) => readPackage(join(projectFolder, folder)));
  const problems = judgeNotices(packages);
  if (problems.length > 0) throw new Error(`The package may not be shipped:\n${problems.join('\n')}`);
  await writeFile(join(projectFolder, 'dist/THIRD-PARTY-NOTICES.txt'), renderNotices(packages));
  const installed = await runCommand('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: projectFolder,
  });
  const bill = billOfPackages(
    JSON.parse(installed.slice(installed.indexOf('{'))) as BillOfMaterials,
    packages,
  );
  await writeFile(join(projectFolder, billFile), `${JSON.stringify(bill, undefined, 2)}\n`);
  process.stdout.write(`  ${billFile}: ${packages.length} packages, each with its licence\n`);
}

/**
 * Makes podpath.vsix from what is in dist/.
 * @returns its path
 */
export async function makePackage(): Promise<string> {
  const packagePath = join(projectFolder, 'podpath.vsix');
  await writeNotices();
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
