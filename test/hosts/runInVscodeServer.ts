import type { ConsoleMessage } from 'playwright-core';
import type { CodeServerInstallation } from '../../scripts/codeServer.ts';
import { launchHeadlessChromium } from '../../scripts/headlessChromium.ts';
import { startVscodeServer } from '../../scripts/vscodeServer.ts';

/** What runs tests in an extension host, wherever that host is. */
export interface HostTestRun {
  /** Folder of the test extension, then those of stand-ins for extensions that ours works with. */
  extensionDevelopmentPath: string[];
  /** Module whose `run()` the host calls. */
  extensionTestsPath: string;
  /** The packaged extension under test. */
  vsix: string;
  /** The folder that the window opens. */
  workspaceFolder: string;
  /** User data and extensions of this run. */
  dataFolder: string;
  /** Variables that the tests see. */
  environment: Readonly<Record<string, string>>;
}

/** How long a whole run may take before it is called hung. */
const runLimitMilliseconds = 10 * 60_000;

/**
 * Runs extension tests in the Node extension host of a VS Code server, whose window is a page in a headless browser:
 * what @vscode/test-electron does with a desktop VS Code, where there is none.
 * @returns the exit status that the window reported: 0 when `run()` resolved
 */
export async function runInVscodeServer(
  installation: CodeServerInstallation,
  chromiumPath: string,
  run: HostTestRun,
  print: (line: string) => void,
): Promise<number> {
  const server = await startVscodeServer({
    installation,
    dataFolder: run.dataFolder,
    vsix: run.vsix,
    smokeTestDriver: true,
    withoutGallery: true,
    environment: run.environment,
  });
  const browser = await launchHeadlessChromium(chromiumPath);
  try {
    const page = await browser.newPage();
    const exited = new Promise<number>((resolve, reject) => {
      void page.exposeFunction('codeAutomationLog', (_type: string, values: unknown[]) => {
        print(values.map(String).join(' '));
      });
      void page.exposeFunction('codeAutomationExit', (status: number) => {
        resolve(status);
      });
      page.once('crash', () => {
        reject(new Error('the page crashed'));
      });
      void server.ended.then(() => {
        reject(new Error(`VS Code's server ended during the tests:\n${server.output()}`));
      });
    });
    const remote = `vscode-remote://${new URL(server.address).host}`;
    const payload = [
      ...run.extensionDevelopmentPath.map((path) => ['extensionDevelopmentPath', `${remote}${path}`]),
      ['extensionTestsPath', `${remote}${run.extensionTestsPath}`],
    ];
    const query = new URLSearchParams({ folder: run.workspaceFolder, payload: JSON.stringify(payload) });
    const problems: string[] = [];
    page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${server.address}/?${query.toString()}`);
    const limit = new Promise<never>((_resolve, reject) => {
      setTimeout(() => {
        reject(
          new Error(
            `no result after ${runLimitMilliseconds / 60_000} minutes; errors:\n${problems.join('\n')}`,
          ),
        );
      }, runLimitMilliseconds).unref();
    });
    return await Promise.race([exited, limit]);
  } finally {
    await browser.close();
    await server.stop();
  }
}
