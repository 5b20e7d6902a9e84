import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtArtifact } from '../cluster/builtArtifact.ts';
import { runCommand } from '../cluster/command.ts';
import type { Progress } from '../cluster/progress.ts';

/** The Kubernetes release whose end-to-end suite says what the API means; the recorder's go.mod names the same. */
export const netpolVersion = 'v1.34.4';

/** The cyclonus release that answers beside this engine; the simulator's go.mod names the same. */
export const cyclonusVersion = 'v0.5.6';

const netpolPackage = 'test/e2e/network/netpol';

/** Builds a program of a Go module of this folder, or finds it in the cache of the test bed. */
export async function buildModule(
  name: string,
  source: string,
  duration: string,
  progress: Progress,
  prepare: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const goVersion = (await runCommand(['go', 'version'])).stdout.trim();
  const inputFiles = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const folder = await builtArtifact(
    {
      name,
      inputFiles,
      inputValues: [goVersion, process.arch],
      announcement: `Building ${name} from its Go module (${duration})`,
      build: async (target) => {
        const work = join(target, 'source');
        cpSync(source, work, { recursive: true });
        await prepare(work);
        const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
        await runCommand(['go', 'build', ...flags, '-o', join(target, name), '.'], {
          cwd: work,
          env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
        });
      },
    },
    progress,
  );
  return join(folder, name);
}

/**
 * The program that records the truth tables of Kubernetes' end-to-end suite. The suite is a package without an entry of
 * its own, so its sources are copied from the module, and the one file that connects pods is replaced.
 */
export function buildNetpolTables(progress: Progress): Promise<string> {
  const source = join(import.meta.dirname, 'netpolTables', 'recorder');
  return buildModule('netpol-tables', source, 'about two minutes', progress, async (work) => {
    await runCommand(['go', 'mod', 'download', 'k8s.io/kubernetes'], { cwd: work });
    const { stdout } = await runCommand(['go', 'list', '-m', '-f', '{{.Dir}}', 'k8s.io/kubernetes'], {
      cwd: work,
    });
    const suite = join(work, 'netpol');
    mkdirSync(suite);
    const upstream = join(stdout.trim(), netpolPackage);
    for (const file of readdirSync(upstream).filter((entry) => entry.endsWith('.go'))) {
      const replaced = join(work, 'replaced', file);
      const isReplaced = readdirSync(join(work, 'replaced')).includes(file);
      cpSync(isReplaced ? replaced : join(upstream, file), join(suite, file));
    }
  });
}

/** The program that answers with cyclonus' simulator. */
export function buildCyclonus(progress: Progress): Promise<string> {
  const source = join(import.meta.dirname, 'cyclonus', 'simulator');
  return buildModule('cyclonus-oracle', source, 'about a minute', progress);
}
