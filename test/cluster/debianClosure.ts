import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.ts';

/** What only an installation needs: package management, user management, scripts of maintainers. */
const leftOut =
  /^(perl|libperl|libgdbm|libdb5|lib.*-perl_|dpkg_|tar_|debconf_|adduser_|passwd_|libsemanage|libsepol|libpam|usrmerge|init-system-helpers|gcc-12-base|libaudit)/;

/**
 * Unpacks Debian packages with everything that they depend on into a folder, without installing anything. apt resolves
 * them against an empty system, so the result is complete and the same on every machine with the same release.
 */
export async function unpackDebianPackages(
  packages: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const work = `${folder}-packages`;
  const archives = join(work, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(work, 'status'), '');
  const options = signal ? { signal } : {};
  await runCommand(
    [
      ...['apt-get', 'install', '--yes', '--download-only', '--no-install-recommends'],
      ...['-o', `Dir::State::status=${join(work, 'status')}`],
      ...['-o', `Dir::Cache::archives=${archives}`],
      // The unprivileged user that apt downloads as may not enter our folder.
      ...['-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=1'],
      ...packages,
    ],
    { ...options, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
  );
  for (const archive of readdirSync(archives).sort()) {
    if (!archive.endsWith('.deb') || leftOut.test(archive)) continue;
    await runCommand(['dpkg-deb', '--extract', join(archives, archive), folder], options);
  }
  for (const unread of ['doc', 'man', 'info', 'locale', 'lintian', 'bash-completion', 'icons']) {
    rmSync(join(folder, 'usr', 'share', unread), { recursive: true, force: true });
  }
  rmSync(work, { recursive: true, force: true });
}
