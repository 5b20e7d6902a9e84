import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CodeServerInstallation } from './codeServer.ts';
import { runCommand } from './runCommand.ts';

/** What one VS Code server is started with. */
export interface VscodeServerOptions {
  installation: CodeServerInstallation;
  /** Holds user data, extensions and logs of this server only. */
  dataFolder: string;
  /** A .vsix that is installed before the start. */
  vsix?: string;
  /** Further ones, installed after it. */
  furtherPackages?: readonly string[];
  /** User settings, over those that keep a fresh window quiet. */
  settings?: Readonly<Record<string, unknown>>;
  /** Variables for the server and so for every extension host, beside the inherited ones. `undefined` removes one. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Lets a page run extension tests (`extensionTestsPath`) and report their result. */
  smokeTestDriver?: boolean;
  /** Keeps the window from asking the extension gallery, so that a test sends nothing outside. */
  withoutGallery?: boolean;
  /** Demands a secret of whoever connects; without it every user of this machine may use the server. */
  connectionToken?: boolean;
  /** A TCP port on 127.0.0.1; any free one unless given. */
  port?: number;
}

/** A running VS Code server. */
export interface VscodeServer {
  /** http://127.0.0.1:PORT */
  address: string;
  /** The secret that pages give as `tkn`, where one is demanded. */
  connectionToken: string | undefined;
  /** Everything that the server printed so far. */
  output(): string;
  /** Resolves when the server has ended, however that came. */
  ended: Promise<void>;
  /** Ends the server with all extension hosts; resolves when they are gone. */
  stop(): Promise<void>;
}

/** What keeps a fresh window from asking, fetching or greeting. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** Installs the .vsix where there is one, and starts VS Code as a server on a loopback port. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { installation, dataFolder, vsix } = options;
  const settingsFile = join(dataFolder, 'User', 'settings.json');
  await mkdir(dirname(settingsFile), { recursive: true });
  // A later start keeps what was set in the window.
  if (!existsSync(settingsFile)) {
    await writeFile(settingsFile, `${JSON.stringify({ ...quietSettings, ...options.settings }, null, 2)}\n`);
  }
  const folders = [
    ...['--server-data-dir', dataFolder],
    ...['--user-data-dir', dataFolder],
    ...['--extensions-dir', join(dataFolder, 'extensions')],
  ];
  // A terminal of VS Code sets these for its children; a second VS Code would take itself for a helper of the first.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(inherited),
    ...(options.withoutGallery === true ? { EXTENSIONS_GALLERY: '{}' } : {}),
    ...options.environment,
  };
  for (const file of [...(vsix === undefined ? [] : [vsix]), ...(options.furtherPackages ?? [])]) {
    const install = [installation.serverMain, ...folders, '--accept-server-license-terms', '--force'];
    await runCommand(process.execPath, [...install, '--install-extension', file], { env });
  }
  const connectionToken = options.connectionToken === true ? randomUUID() : undefined;
  const child = spawn(
    process.execPath,
    [
      installation.serverMain,
      ...folders,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...(connectionToken === undefined
        ? ['--without-connection-token']
        : ['--connection-token', connectionToken]),
      '--accept-server-license-terms',
      ...['--telemetry-level', 'off'],
      ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ],
    // A process group of its own: the server and its extension hosts can be ended together, and Ctrl-C in the
    // terminal reaches only the script, which then stops them in order.
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  return watchServer(child, connectionToken);
}

function watchServer(child: ChildProcess, connectionToken: string | undefined): Promise<VscodeServer> {
  let output = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const endGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const killAtExit = (): void => {
    endGroup('SIGKILL');
  };
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    endGroup('SIGTERM');
    const patience = setTimeout(() => {
      endGroup('SIGKILL');
    }, 5_000);
    await ended;
    clearTimeout(patience);
    // Extension hosts that outlived the server are still in its group.
    endGroup('SIGKILL');
    process.off('exit', killAtExit);
  };
  return new Promise((resolve, reject) => {
    const readLines = (stream: NodeJS.ReadableStream | null): void => {
      if (stream === null) return;
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        const port = /Web UI available at http:\/\/[^:/]+:(\d+)/.exec(line)?.[1];
        if (port !== undefined) {
          resolve({
            address: `http://127.0.0.1:${port}`,
            connectionToken,
            output: () => output,
            ended,
            stop,
          });
        }
      });
    };
    readLines(child.stdout);
    readLines(child.stderr);
    child.once('error', reject);
    void ended.then(() => {
      process.off('exit', killAtExit);
      reject(new Error(`VS Code's server ended before it was ready:\n${output}`));
    });
  });
}
