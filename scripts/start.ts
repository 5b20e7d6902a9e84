import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from './build.ts';
import { cacheFolder } from './cacheFolder.ts';
import { ensureCodeServer } from './codeServer.ts';
import { findDesktopVscode } from './desktopVscode.ts';
import { makePackage } from './package.ts';
import { projectFolder } from './projectFolder.ts';
import { MissingSystemPackage } from './systemPackages.ts';
import { startVscodeServer } from './vscodeServer.ts';

// npm start: builds the extension and opens it in a real VS Code.
//   npm start [-- [--port PORT] [FOLDER]]

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The kubeconfig files that exist, by kubectl's rule: KUBECONFIG, a list, or else ~/.kube/config. */
function existingKubeconfigs(): string[] {
  const named = process.env['KUBECONFIG'];
  const candidates = named ? named.split(delimiter) : [join(homedir(), '.kube', 'config')];
  return candidates.filter((file) => file !== '' && existsSync(file));
}

/** Says which cluster will be shown, and returns what the extension has to be told about it. */
function chooseCluster(): Record<string, string> {
  const kubeconfigs = existingKubeconfigs();
  if (process.env['PODPATH_DEMO'] === '1') {
    say('PODPATH_DEMO is set: the demo case opens');
    return {};
  }
  if (kubeconfigs.length > 0) {
    say(`Connecting to the current context of ${kubeconfigs.join(', ')}`);
    return {};
  }
  say('No kubeconfig was found: the demo case opens (set KUBECONFIG to connect to a cluster)');
  return { PODPATH_DEMO: '1' };
}

/** The folder that the window opens: a copy, so that what is tried out in it stays out of the checkout. */
async function workspaceFolder(wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return wanted;
  const folder = join(cacheFolder(), 'sample-workspace');
  await mkdir(folder, { recursive: true });
  await cp(join(projectFolder, 'scripts/sampleWorkspace'), folder, { recursive: true, force: false });
  return folder;
}

/** Resolves when the process is asked to end: Ctrl-C, or the end of the terminal. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    // The handlers stay, so that an impatient second Ctrl-C does not cut the tidying short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });
}

async function openDesktop(
  executable: string,
  folder: string,
  environment: Record<string, string>,
): Promise<void> {
  say(`Opening the extension in ${executable}; its window ends this command`);
  const data = join(cacheFolder(), 'vscode-desktop');
  const child = spawn(
    executable,
    [
      `--extensionDevelopmentPath=${projectFolder}`,
      `--user-data-dir=${join(data, 'data')}`,
      `--extensions-dir=${join(data, 'extensions')}`,
      '--disable-workspace-trust',
      '--new-window',
      '--wait',
      // Chromium refuses to be root in its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      folder,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...environment } },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      resolve();
    });
  });
  await Promise.race([ended, interrupted()]);
  child.kill();
  await ended;
}

async function openInBrowser(
  port: number,
  folder: string,
  environment: Record<string, string>,
): Promise<void> {
  const stop = interrupted();
  const installation = await ensureCodeServer(say);
  say('Packaging and installing the extension');
  const vsix = await makePackage();
  const server = await startVscodeServer({
    installation,
    dataFolder: join(cacheFolder(), 'vscode-server'),
    vsix,
    environment,
    // The sample workspace says what to try.
    settings: { 'workbench.startupEditor': 'readme' },
    port,
    connectionToken: true,
  });
  const query = new URLSearchParams({ tkn: server.connectionToken ?? '', folder });
  say('VS Code with Podpath is ready in the browser at');
  say(`  ${server.address}/?${query.toString()}`);
  say('Ctrl-C ends it');
  await Promise.race([stop, server.ended]);
  say('Ending VS Code');
  await server.stop();
}

const { values, positionals } = parseArgs({
  options: { port: { type: 'string', default: '0' } },
  allowPositionals: true,
});
try {
  await buildBundles();
  const environment = chooseCluster();
  const folder = await workspaceFolder(positionals[0]);
  const desktop = findDesktopVscode();
  if (desktop === undefined) await openInBrowser(Number(values.port), folder, environment);
  else await openDesktop(desktop, folder, environment);
} catch (error) {
  if (error instanceof MissingSystemPackage) say(error.message);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
