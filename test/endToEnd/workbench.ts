import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { ensureCodeServer } from '../../scripts/codeServer.ts';
import { launchHeadlessChromium } from '../../scripts/headlessChromium.ts';
import { projectFolder } from '../../scripts/projectFolder.ts';
import { ensureChromium } from '../../scripts/systemPackages.ts';
import { startVscodeServer, type VscodeServer } from '../../scripts/vscodeServer.ts';

/** The themes that everything has to look right in: the value of the setting, the entry in the list, the class. */
const themes = {
  light: { setting: 'Light Modern', entry: 'Light Modern', kind: 'vs' },
  dark: { setting: 'Dark Modern', entry: 'Dark Modern', kind: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', entry: 'Dark High Contrast', kind: 'hc-black' },
  'high-contrast-light': {
    setting: 'Default High Contrast Light',
    entry: 'Light High Contrast',
    kind: 'hc-light',
  },
} as const;

/** A colour theme of the workbench. */
export type Theme = keyof typeof themes;

/** How long the workbench may take for one step before the test fails. */
const stepLimitMilliseconds = 90_000;

/** How long a key or click that was taken needs to show an effect, on a busy machine; and how often it is repeated. */
const answerMilliseconds = 3_000;
const attempts = 5;

/** What a workbench is opened with. */
export interface WorkbenchOptions {
  /** The packaged extension; podpath.vsix of this checkout unless PODPATH_VSIX names another. */
  vsix?: string;
  /** What KUBECONFIG names in the extension host; a file that does not exist unless given. */
  kubeconfig?: string;
  /** The folder that is open; an empty one unless given. */
  folder?: string;
  theme?: Theme;
  /** User settings, e.g. those of the extension. */
  settings?: Readonly<Record<string, unknown>>;
  /** Further variables of the extension host. */
  environment?: Readonly<Record<string, string | undefined>>;
  width?: number;
  height?: number;
  /** Packages of extensions that run beside ours in the same extension host. */
  furtherPackages?: readonly string[];
  /** Prepares the page before anything is loaded into it. */
  prepare?: (page: Page) => Promise<void>;
}

/** A VS Code workbench with Podpath installed, in a headless browser, as a person has it before them. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: VscodeServer;
  readonly #temporary: string;

  static readonly #open = new Set<Workbench>();

  /** All that are open, for whoever ends the run early. */
  static get all(): ReadonlySet<Workbench> {
    return Workbench.#open;
  }

  private constructor(page: Page, browser: Browser, server: VscodeServer, temporary: string) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#temporary = temporary;
    Workbench.#open.add(this);
  }

  /** Starts a VS Code of its own, with the extension installed, and waits until its window can be used. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const log = (line: string): void => {
      process.stdout.write(`${line}\n`);
    };
    const installation = await ensureCodeServer(log);
    const executablePath = await ensureChromium(log);
    const temporary = await mkdtemp(join(tmpdir(), 'podpath-workbench-'));
    const folder = options.folder ?? join(temporary, 'workspace');
    await mkdir(folder, { recursive: true });
    const server = await startVscodeServer({
      installation,
      dataFolder: join(temporary, 'data'),
      vsix: options.vsix ?? process.env['PODPATH_VSIX'] ?? join(projectFolder, 'podpath.vsix'),
      furtherPackages: options.furtherPackages ?? [],
      withoutGallery: true,
      settings: {
        'workbench.reduceMotion': 'on',
        'workbench.colorTheme': themes[options.theme ?? 'light'].setting,
        ...options.settings,
      },
      environment: {
        KUBECONFIG: options.kubeconfig ?? join(temporary, 'no-kubeconfig'),
        ...options.environment,
      },
    });
    const browser = await launchHeadlessChromium(executablePath);
    const page = await browser.newPage({
      reducedMotion: 'reduce',
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
    });
    page.setDefaultTimeout(stepLimitMilliseconds);
    const workbench = new Workbench(page, browser, server, temporary);
    try {
      await options.prepare?.(page);
      await page.goto(`${server.address}/?${new URLSearchParams({ folder }).toString()}`);
      await workbench.#untilUsable();
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  /** Ends the browser and the server, and removes what they wrote. */
  async close(): Promise<void> {
    Workbench.#open.delete(this);
    await this.#browser.close();
    await this.#server.stop();
    await rm(this.#temporary, { recursive: true, force: true });
  }

  /**
   * Takes away what tests leave in the window: what is typed and open, notifications, another theme. The side bar stays as
   * it is.
   */
  async clear(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.runCommand('View: Close All Editors');
    await this.runCommand('Notifications: Clear All Notifications');
    const light = this.page.locator(`.monaco-workbench.${themes.light.kind}`);
    if ((await light.count()) === 0) await this.setTheme('light');
  }

  /** Loads the window anew, as the command does, and waits until the new one can be used. */
  async reloadWindow(): Promise<void> {
    // What is looked for after the command would else be found in the window that goes.
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#untilUsable();
  }

  async #untilUsable(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
    // Commands come with the views; a palette that is opened before them does not show them later.
    await this.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Podpath\b/ })
      .waitFor();
  }

  /** Runs a command from the palette by its whole title, e.g. `Podpath: Show Map`. */
  async runCommand(title: string): Promise<void> {
    const input = this.#quickInput.locator('input[type="text"]');
    // Whatever has the keyboard while a view opens or a menu closes may swallow the key.
    await insist(
      () => this.page.keyboard.press('F1'),
      () => input.waitFor({ timeout: answerMilliseconds }),
    );
    await input.fill(`>${title}`);
    // The palette shows a row for the title first when nothing matches better; its label has to be the whole title.
    const row = this.#quickPickRows.filter({
      has: this.page.locator(`.label-name`, { hasText: exactly(title) }),
    });
    await row.first().click();
  }

  /** Chooses the entry with this text in the open QuickPick, by typing it as a person would; a substring suffices. */
  async quickPick(text: string): Promise<void> {
    await this.#quickInput.locator('input[type="text"]').fill(text);
    await this.#quickPickRows.filter({ hasText: text }).first().click();
  }

  /** Chooses the entry whose whole label is this text, by typing it, or where none is the line for the typed text. */
  async quickPickExactly(label: string): Promise<void> {
    await this.#quickInput.locator('input[type="text"]').fill(label);
    const listed = this.#quickPickRows.filter({
      has: this.page.locator('.label-name', { hasText: exactly(label) }),
    });
    const typed = this.#quickPickRows.filter({
      has: this.page.locator('.label-description', {
        hasText: new RegExp(`^\\s*${escapeForPattern(label)} · `),
      }),
    });
    await listed.or(typed).first().click();
  }

  /** Accepts a text in the open InputBox or QuickPick. */
  async quickInput(text: string): Promise<void> {
    await this.#quickInput.locator('input[type="text"]').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /**
   * Runs a command that asks for a file, and names it. The editor's own dialog ignores Enter while it reads a folder, and now
   * and then for good: then it is closed, and the command run again, as a person would.
   */
  async openThroughDialog(command: string, title: string, path: string): Promise<void> {
    const input = this.#quickInput.locator('input[type="text"]');
    const isClosed = (): Promise<void> =>
      this.#quickInput.waitFor({ state: 'hidden', timeout: answerMilliseconds });
    await insist(async () => {
      if (await input.isVisible()) {
        await this.page.keyboard.press('Escape');
        await this.#quickInput.waitFor({ state: 'hidden' });
      }
      await this.runCommand(command);
      await this.quickInputAsks(title);
      await this.until(
        async () => (await input.inputValue()).startsWith('/'),
        'the dialog to say where it is',
      );
      await input.fill(path);
      await insist(() => this.page.keyboard.press('Enter'), isClosed, 2).catch(() => undefined);
    }, isClosed);
  }

  /** Waits for a QuickPick or InputBox whose title or placeholder contains the text. */
  async quickInputAsks(text: string): Promise<void> {
    const input = this.page.locator(`input[placeholder*=${JSON.stringify(text)} i]`);
    await this.#quickInput
      .filter({ hasText: text })
      .or(this.#quickInput.filter({ has: input }))
      .first()
      .waitFor();
  }

  /** The texts of the entries that the open QuickPick shows. */
  async quickPickEntries(): Promise<string[]> {
    await this.#quickPickRows.first().waitFor();
    return await this.#quickPickRows.allInnerTexts();
  }

  /** Shows a view container of the activity bar, e.g. `Podpath`. */
  async openActivity(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: exactlyOrWithDetail(title) });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page
      .locator('.sidebar .composite.title')
      .getByText(new RegExp(escapeForPattern(title), 'i'))
      .waitFor();
  }

  /** A row of the tree in the side bar whose label starts with this text, or matches this pattern. */
  treeItem(label: string | RegExp): Locator {
    const pattern = typeof label === 'string' ? new RegExp(`^\\s*${escapeForPattern(label)}`) : label;
    return this.page
      .locator('.sidebar')
      .getByRole('treeitem')
      .filter({ has: this.page.locator('.monaco-icon-label', { hasText: pattern }) })
      .first();
  }

  /** Unfolds a row of the tree when it is folded. Until its children are known it can be neither: they are awaited. */
  async expand(label: string | RegExp): Promise<void> {
    const item = this.treeItem(label).and(this.page.locator('[aria-expanded]'));
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) !== 'false') return;
    await item.locator('.monaco-tl-twistie').click();
    await this.page.waitForFunction(
      'element => element.getAttribute("aria-expanded") === "true"',
      await item.elementHandle(),
    );
  }

  /** Right-clicks something and chooses an entry of the menu that opens. */
  async chooseFromMenu(target: Locator, entry: string): Promise<void> {
    await target.click({ button: 'right' });
    const menu = this.page.locator('.monaco-menu').first();
    // A menu ignores clicks while it opens, as it takes them for the end of the click that opened it.
    await insist(
      () => menu.getByRole('menuitem', { name: entry }).first().click(),
      () => menu.waitFor({ state: 'hidden', timeout: answerMilliseconds }),
    );
  }

  /** Waits for an editor tab with this title. */
  async editorTab(title: string | RegExp): Promise<Locator> {
    const tab = this.page.locator('.editor-group-container').getByRole('tab', { name: title }).first();
    await tab.waitFor();
    return tab;
  }

  /**
   * The document inside the webview of the active editor whose tab has this title. A webview is an iframe with the
   * content in an iframe of its own; those of hidden tabs stay in the page, unshown.
   */
  async webviewFrame(title: string | RegExp): Promise<FrameLocator> {
    const tab = await this.editorTab(title);
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe');
  }

  /** Waits for a notification that contains the text. */
  async notification(text: string): Promise<Locator> {
    const toast = this.page
      .locator('.notifications-toasts .notification-toast')
      .filter({ hasText: text })
      .first();
    await toast.waitFor();
    return toast;
  }

  /** The entry of the status bar that contains the text. */
  statusBarItem(text: string): Locator {
    return this.page.locator('.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** Changes the colour theme, by the QuickPick that a person uses. */
  async setTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.#quickPickRows.first().waitFor();
    await this.quickPick(themes[theme].entry);
    await this.page.locator(`.monaco-workbench.${themes[theme].kind}`).waitFor();
    await this.#quickInput.waitFor({ state: 'hidden' });
  }

  /** Waits until a condition holds that no locator can express; asks again after every frame that the page draws. */
  async until(condition: () => Promise<boolean>, expected: string): Promise<void> {
    const deadline = performance.now() + stepLimitMilliseconds;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`waited in vain for ${expected}`);
      await this.page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    }
  }

  /**
   * Takes a picture of the window.
   * @param picture the name of a picture in docs/images that is renewed with PODPATH_UPDATE_PICTURES=1
   * @returns its path in test-results/
   */
  async screenshot(name: string, picture?: string): Promise<string> {
    const path = join(projectFolder, 'test-results', 'screenshots', `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled' });
    if (picture !== undefined && process.env['PODPATH_UPDATE_PICTURES'] === '1') {
      await cp(path, join(projectFolder, 'docs', 'images', `${picture}.png`));
    }
    return path;
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  get #quickPickRows(): Locator {
    return this.#quickInput.locator('.quick-input-list .monaco-list-row');
  }
}

/** Does something again until its effect shows. */
async function insist(
  action: () => Promise<void>,
  effect: () => Promise<void>,
  times = attempts,
): Promise<void> {
  for (let again = times - 1; again > 0; again -= 1) {
    await action();
    const seen = await effect().then(
      () => true,
      () => false,
    );
    if (seen) return;
  }
  await action();
  await effect();
}

/** Closes every workbench that is still open. */
export async function closeWorkbenches(): Promise<void> {
  await Promise.all([...Workbench.all].map((workbench) => workbench.close()));
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escapeForPattern(text)}\\s*$`);
}

/** A tab of the activity bar is named `Podpath`, or `Podpath - 3 problems` and the like when it has a badge. */
function exactlyOrWithDetail(text: string): RegExp {
  return new RegExp(`^${escapeForPattern(text)}(\\b.*)?$`);
}
