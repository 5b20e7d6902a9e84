import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { builtArtifact } from '../builtArtifact.ts';
import { runCommand } from '../command.ts';
import type { Progress } from '../progress.ts';

/** The prober as the host and the nodes see it. */
export interface ProberProgram {
  /** Its path on the host. */
  readonly onHost: string;
  /** The folder that holds it on every node, where each node sees the cache of the test bed. */
  readonly folderOnNodes: string;
  readonly name: string;
}

/** Builds the program that tries connections (test/cluster/binaries/prober), or finds it in the cache. */
export async function buildProber(progress: Progress, signal: AbortSignal): Promise<ProberProgram> {
  const source = join(import.meta.dirname, '..', 'binaries', 'prober');
  const name = 'prober';
  const folder = await builtArtifact(
    {
      name,
      inputFiles: readdirSync(source)
        .sort()
        .map((file) => join(source, file)),
      inputValues: [(await runCommand(['go', 'version'])).stdout.trim(), process.arch],
      announcement: 'Building the prober (some seconds)',
      build: async (output) => {
        const build = ['go', 'build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
        await runCommand([...build, '-o', join(output, name), '.'], {
          cwd: source,
          env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
          signal,
        });
      },
    },
    progress,
  );
  return { onHost: join(folder, name), folderOnNodes: join('/opt/podpath', basename(folder)), name };
}
