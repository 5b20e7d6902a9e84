import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { packageFolderOf, packageFolders } from './notices.ts';
import { projectFolder } from './projectFolder.ts';

/** One file that the build makes. */
interface Bundle {
  name: string;
  entry: string;
  output: string;
  /** The most that the file may weigh, in millions of bytes; a build above it fails. */
  limitMegabytes?: number;
  options: BuildOptions;
}

/** What runs in Node: VS Code's extension host has Node 24, the command line needs what client-node needs. */
const node: BuildOptions = { platform: 'node', target: 'node22' };

/** What runs in a webview: VS Code's own Chromium, or the browser in front of a VS Code server. */
const browser: BuildOptions = {
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  // lit needs useDefineForClassFields off, which is said in this file.
  tsconfig: 'tsconfig.webview.json',
};

/** Mermaid is a bundle of its own, loaded from beside the report when the first diagram is drawn. */
const lazyMermaid: Plugin = {
  name: 'lazy-mermaid',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /\/mermaidEntry\.ts$/ }, ({ kind }) => {
      if (kind !== 'dynamic-import') {
        return { errors: [{ text: 'mermaidEntry.ts is imported dynamically only: it weighs megabytes' }] };
      }
      return { path: './mermaid.js', external: true };
    });
  },
};

const clientNode = '@kubernetes/client-node';

/**
 * client-node does not say that its modules have no side effects, so all of its 700 generated models would be bundled for the
 * kubeconfig that is used of it. They define classes and nothing else.
 */
const withoutUnusedModels: Plugin = {
  name: 'without-unused-models',
  setup(pluginBuild) {
    const resolved = {};
    pluginBuild.onResolve({ filter: /./ }, async ({ path, pluginData, ...place }) => {
      const isIts = path === clientNode || place.importer.includes(`/node_modules/${clientNode}/`);
      if (!isIts || pluginData === resolved) return undefined;
      const { importer, kind, resolveDir } = place;
      const found = await pluginBuild.resolve(path, { importer, kind, resolveDir, pluginData: resolved });
      const { errors, warnings, external, namespace } = found;
      // Other packages that it loads speak for themselves.
      const isOwn = found.path.includes(`/node_modules/${clientNode}/`);
      return {
        errors,
        warnings,
        external,
        namespace,
        path: found.path,
        sideEffects: isOwn ? false : found.sideEffects,
      };
    });
  },
};

/** The CommonJS packages inside an ESM bundle require Node's modules by name; ESM has no `require` of its own. */
const requireForEsm = [
  '#!/usr/bin/env node',
  "import { createRequire as podpathCreateRequire } from 'node:module';",
  'const require = podpathCreateRequire(import.meta.url);',
].join('\n');

const bundles: readonly Bundle[] = [
  {
    name: 'extension',
    entry: 'src/extension/extension.ts',
    output: 'dist/extension.cjs',
    limitMegabytes: 0.3,
    options: { ...node, format: 'cjs', external: ['vscode'] },
  },
  {
    name: 'engine',
    entry: 'src/app/engineEntry.ts',
    output: 'dist/engine.cjs',
    limitMegabytes: 2,
    options: { ...node, format: 'cjs', plugins: [withoutUnusedModels] },
  },
  {
    name: 'cli',
    entry: 'src/cli/main.ts',
    output: 'dist/cli.js',
    options: { ...node, format: 'esm', banner: { js: requireForEsm }, plugins: [withoutUnusedModels] },
  },
  { name: 'map', entry: 'webview/map/main.ts', output: 'dist/map.js', limitMegabytes: 1, options: browser },
  {
    name: 'report',
    entry: 'webview/report/main.ts',
    output: 'dist/report.js',
    options: { ...browser, plugins: [lazyMermaid] },
  },
  { name: 'mermaid', entry: 'webview/report/mermaidEntry.ts', output: 'dist/mermaid.js', options: browser },
];

/**
 * What is shipped as it is, beside the bundles. The layout engine of the map runs in a worker whose text the page fetches;
 * its licence (EPL-2.0) is that of a program of its own, so it stays one unmodified file, and its text comes along.
 */
const copies: readonly { readonly with: string; readonly from: string; readonly to: string }[] = [
  { with: 'map', from: 'node_modules/elkjs/lib/elk-worker.min.js', to: 'dist/elk-worker.js' },
  { with: 'map', from: 'node_modules/elkjs/LICENSE.md', to: 'dist/elk-worker.LICENSE.md' },
];

/** Where is noted which packages are in the outputs: one file each, a list of their folders. Not shipped. */
export const packageListFolder = 'dist/packages';

async function notePackages(name: string, folders: readonly string[]): Promise<void> {
  const list = join(projectFolder, packageListFolder);
  await mkdir(list, { recursive: true });
  await writeFile(join(list, `${name}.json`), `${JSON.stringify(folders)}\n`);
}

async function copyAsItIs({ from, to }: (typeof copies)[number]): Promise<void> {
  await copyFile(join(projectFolder, from), join(projectFolder, to));
  const megabytes = (await stat(join(projectFolder, to))).size / 1e6;
  process.stdout.write(`  ${to.padEnd(20)} ${megabytes.toFixed(3).padStart(7)} MB as it is\n`);
  const folder = packageFolderOf(from);
  if (folder !== undefined) await notePackages(basename(to), [folder]);
}

/** Bundles one entry and says how much it weighs; an entry that is missing or too heavy is an error. */
async function makeBundle({ name, entry, output, limitMegabytes, options }: Bundle): Promise<void> {
  if (!existsSync(join(projectFolder, entry))) throw new Error(`${name}: there is no ${entry}`);
  const { metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    minify: true,
    sourcemap: true,
    // The sources are not shipped; with their text in the map a stack trace can be read all the same.
    sourcesContent: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    ...options,
    metafile: true,
  });
  await notePackages(name, packageFolders(metafile));
  const megabytes = (await stat(join(projectFolder, output))).size / 1e6;
  const limit = limitMegabytes === undefined ? '' : ` of at most ${limitMegabytes}`;
  process.stdout.write(`  ${output.padEnd(20)} ${megabytes.toFixed(3).padStart(7)} MB${limit}\n`);
  if (limitMegabytes !== undefined && megabytes > limitMegabytes) {
    throw new Error(
      `${output} weighs ${megabytes.toFixed(3)} MB, more than its limit of ${limitMegabytes} MB`,
    );
  }
}

/**
 * Makes the bundles in dist/.
 * @param only names of bundles; all of them when empty, and then dist/ holds nothing else afterwards
 */
export async function buildBundles(only: readonly string[] = []): Promise<void> {
  const unknown = only.filter((name) => !bundles.some((bundle) => bundle.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no bundle ${unknown.join(', ')}; there are ${bundles.map(({ name }) => name).join(', ')}`,
    );
  }
  const distribution = join(projectFolder, 'dist');
  process.stdout.write(`Bundling into ${relative(process.cwd(), distribution) || distribution}\n`);
  if (only.length === 0) await rm(distribution, { recursive: true, force: true });
  await mkdir(distribution, { recursive: true });
  const wanted = bundles.filter(({ name }) => only.length === 0 || only.includes(name));
  const outcomes = await Promise.allSettled([
    ...wanted.map(makeBundle),
    ...copies.filter((copy) => wanted.some(({ name }) => name === copy.with)).map(copyAsItIs),
  ]);
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [String(outcome.reason)] : [],
  );
  if (failures.length > 0) throw new Error(failures.join('\n'));
  if (wanted.some(({ name }) => name === 'cli')) await chmod(join(distribution, 'cli.js'), 0o755);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
  try {
    await buildBundles(values.only.flatMap((names) => names.split(',')));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
