import { type Browser, chromium } from 'playwright-core';

/**
 * Starts the browser that shows the workbench. Signals are the caller's: playwright would end the process before
 * servers and clusters are tidied up.
 */
export function launchHeadlessChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Chromium refuses to be root in its sandbox; the only pages are those of our own servers.
    args: ['--no-sandbox', '--disable-gpu'],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
