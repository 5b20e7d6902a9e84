import { existsSync, readFileSync } from 'node:fs';
import { tryCommand } from './runCommand.ts';

/** A thing that the machine lacks and that this process may not or could not install. The message names the remedy. */
export class MissingSystemPackage extends Error {
  override readonly name = 'MissingSystemPackage';
}

/** True on Debian itself; its relatives name or package some things differently (Ubuntu's chromium is a snap). */
export function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Which of these Debian packages are not installed. */
async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const name of packages) {
    const { status, output } = await tryCommand('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]);
    if (status !== 0 || output !== 'installed') missing.push(name);
  }
  return missing;
}

/**
 * Installs Debian packages that are missing, when root on Debian.
 * @param purpose what needs them, as the end of "… for"
 * @param log is told one line before something is installed
 * @throws MissingSystemPackage naming the command, when not root, or when apt fails
 */
export async function ensureDebianPackages(
  packages: readonly string[],
  purpose: string,
  log: (line: string) => void,
): Promise<void> {
  if (!isDebian()) return;
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new MissingSystemPackage(`${missing.join(', ')} missing for ${purpose}: run \`sudo ${command}\``);
  }
  log(`Installing the Debian packages ${missing.join(', ')} for ${purpose}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await tryCommand('apt-get', ['update'], { env });
  const [program = 'apt-get', ...programArguments] = command.split(' ');
  const { status, output } = await tryCommand(program, programArguments, { env });
  if (status !== 0) throw new MissingSystemPackage(`\`${command}\` (for ${purpose}) failed:\n${output}`);
}

/**
 * The browser that drives the workbench: PODPATH_CHROMIUM, or a Chromium or Chrome of the system, which on Debian is
 * installed when root.
 * @throws MissingSystemPackage when there is none
 */
export async function ensureChromium(log: (line: string) => void): Promise<string> {
  const named = process.env['PODPATH_CHROMIUM'];
  if (named) return named;
  const places = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  // Without a font of the system every label would be a row of boxes.
  if (isDebian()) await ensureDebianPackages(['chromium', 'fonts-dejavu-core'], 'the browser tests', log);
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new MissingSystemPackage(
    'no Chromium or Chrome found: install one, or name its program in the variable PODPATH_CHROMIUM',
  );
}
