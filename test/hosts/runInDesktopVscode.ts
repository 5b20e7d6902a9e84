import { join } from 'node:path';
import { resolveCliPathFromVSCodeExecutablePath, runTests, TestRunFailedError } from '@vscode/test-electron';
import { runCommand } from '../../scripts/runCommand.ts';
import type { HostTestRun } from './runInVscodeServer.ts';

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
