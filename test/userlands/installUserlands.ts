import { ensureDebianPackages, isDebian, MissingSystemPackage } from '../../scripts/systemPackages.ts';
import { userlandPackages } from './userland.ts';

/**
 * Installs the tools of the userlands where that may be done. Gives the reason why the scripts cannot be tried on this
 * machine; '' where they can.
 */
export async function installUserlands(): Promise<string> {
  if (!isDebian()) return 'the userlands are made of the tools of Debian, which this machine is not';
  try {
    await ensureDebianPackages(userlandPackages, 'the tests of probe scripts', (line) => {
      process.stderr.write(`${line}\n`);
    });
    return '';
  } catch (error) {
    if (error instanceof MissingSystemPackage) return error.message;
    throw error;
  }
}
