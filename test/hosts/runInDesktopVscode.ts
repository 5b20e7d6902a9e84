import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { resolveCliPathFromVSCodeExecutablePath, runTests, TestRunFailedError } from '@vscode/test-electron';
import { runCommand } from '../../scripts/runCommand.ts';
import type { HostTestRun } from './runInVscodeServer.ts';

/**
 * The program of an installed desktop VS Code: PODPATH_VSCODE, or where its installers put it. Undefined when there is
 * none, or no display to show its window on.
 */
export function findDesktopVscode(): string | undefined {
  const named = process.env['PODPATH_VSCODE'];
  if (named) return named;
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return undefined;
  return [
    '/usr/share/code/code',
    '/usr/lib/code/code',
    '/snap/code/current/usr/share/code/code',
    '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
    '/Applications/Visual Studio Code.app/Contents/MacOS/Code',
    join(process.env['LOCALAPPDATA'] ?? homedir(), 'Programs', 'Microsoft VS Code', 'Code.exe'),
  ].find((place) => existsSync(place));
}

/** Runs extension tests in a desktop VS Code with user data of its own; 0 when `run()` resolved. */
export async function runInDesktopVscode(executable: string, run: HostTestRun): Promise<number> {
  const folders = [
    `--user-data-dir=${run.dataFolder}`,
    `--extensions-dir=${join(run.dataFolder, 'extensions')}`,
  ];
  await runCommand(resolveCliPathFromVSCodeExecutablePath(executable), [
    ...folders,
    '--install-extension',
    run.vsix,
  ]);
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: run.extensionDevelopmentPath,
      extensionTestsPath: run.extensionTestsPath,
      extensionTestsEnv: { ...run.environment },
      launchArgs: [run.workspaceFolder, ...folders, '--disable-workspace-trust', '--skip-welcome'],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  }
}
