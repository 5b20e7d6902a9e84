import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cacheFolder.ts';
import { projectFolder } from './projectFolder.ts';
import { runCommand } from './runCommand.ts';
import { ensureDebianPackages } from './systemPackages.ts';

/** code-server is VS Code as a server; this release is VS Code 1.139. */
const codeServerVersion = '4.139.1';

/** A VS Code server that is ready to be started. */
export interface CodeServerInstallation {
  /** lib/vscode/out/server-main.js: VS Code's own server, without the log-in page of code-server around it. */
  serverMain: string;
}

/** Where the finished installation is, whether or not it exists yet. */
function installationFolder(): string {
  return join(cacheFolder(), `code-server-${codeServerVersion}`);
}

/** True when nothing has to be downloaded or compiled any more. */
export function codeServerIsInstalled(): boolean {
  return existsSync(installationFolder());
}

/** The npm package that holds Node for this machine, with its headers (the `node` package keeps the program only). */
function nodePackageName(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function projectNodeVersion(): string {
  const manifest = JSON.parse(
    readFileSync(join(projectFolder, 'node_modules/node/package.json'), 'utf8'),
  ) as {
    version: string;
  };
  return manifest.version;
}

/**
 * The environment for an npm that is independent of the npm that may have started us: its user agent names the Node
 * that code-server's installer looks for, and its local prefix would install into this project.
 */
function npmEnvironment(): NodeJS.ProcessEnv {
  const inherited = /^npm_(lifecycle|package|config_(user_agent|local_prefix|npm_version))/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

/**
 * Makes `folder` by filling a folder beside it and renaming that at the end, so that it is complete or absent however
 * this process ends. Two at a time do the work twice, and the later one's is thrown away.
 */
async function makeFolder(folder: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await removeAbandoned(folder);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    if (!existsSync(folder)) await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what processes that are gone left unfinished. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = join(folder, '..');
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const owner = /\.unfinished-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Node with its headers, in a folder of its own: npm moves packages while it builds, and node-gyp needs them in place. */
async function installNodeWithHeaders(): Promise<string> {
  const version = projectNodeVersion();
  const name = nodePackageName();
  const folder = join(cacheFolder(), `node-${version}`);
  await makeFolder(folder, async (unfinished) => {
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
    const install = ['install', '--no-package-lock', '--no-audit', '--no-fund', `${name}@${version}`];
    await runCommand('npm', install, { cwd: unfinished, env: npmEnvironment() });
  });
  return join(folder, 'node_modules', name);
}

/**
 * Installs VS Code as a server from npm into the cache, unless it is there: 2 minutes and 600 MB.
 * @param log is told one line for each long step
 * @throws MissingSystemPackage when a compiler or library is missing and may not be installed
 */
export async function ensureCodeServer(log: (line: string) => void): Promise<CodeServerInstallation> {
  const folder = installationFolder();
  if (!existsSync(folder)) {
    await ensureDebianPackages(
      ['g++', 'libkrb5-dev', 'make', 'python3'],
      'building VS Code as a server',
      log,
    );
    const node = await installNodeWithHeaders();
    log(
      `Installing VS Code as a server (code-server ${codeServerVersion} from npm, some 2 minutes, 600 MB) into ${folder}`,
    );
    await makeFolder(folder, async (unfinished) => {
      const manifest = { private: true, allowScripts: { 'code-server': true, argon2: true } };
      await writeFile(join(unfinished, 'package.json'), `${JSON.stringify(manifest)}\n`);
      const environment = npmEnvironment();
      await runCommand(
        'npm',
        ['install', '--no-package-lock', '--no-audit', '--no-fund', `code-server@${codeServerVersion}`],
        {
          cwd: unfinished,
          env: {
            ...environment,
            PATH: [join(node, 'bin'), environment['PATH'] ?? ''].join(delimiter),
            npm_config_nodedir: node,
          },
        },
      );
    });
  }
  return { serverMain: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js') };
}
