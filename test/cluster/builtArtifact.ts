import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from '../../scripts/cacheFolder.ts';
import { withFileLock } from './fileLock.ts';
import type { Progress } from './progress.ts';

/** Something that takes long to make and is the same for the same inputs. */
export interface Artifact {
  /** Its name in the cache, e.g. `kubernetes`. */
  readonly name: string;
  /** Files whose contents decide what is built. */
  readonly inputFiles: readonly string[];
  /** Other things that decide it: versions, flags. */
  readonly inputValues: readonly string[];
  /** Said before it is built, e.g. `Building CoreDNS (about a minute)`. */
  readonly announcement: string;
  /** Makes it in an empty folder. */
  build(folder: string): Promise<void>;
}

/** The folder that every artifact of the test bed is in. */
export function artifactsFolder(): string {
  return join(cacheFolder(), 'test-bed');
}

const unusedAfterDays = 14;

/**
 * The folder that holds the artifact, built now when its inputs have changed since the last time. Two callers at once
 * build once; a build that was killed leaves nothing that would be taken for a finished one.
 */
export async function builtArtifact(artifact: Artifact, progress: Progress): Promise<string> {
  const place = artifactsFolder();
  const finished = join(place, `${artifact.name}-${hashInputs(artifact)}`);
  if (!existsSync(finished)) {
    mkdirSync(place, { recursive: true });
    const onBusy = (): void => {
      progress(`Waiting for another process that builds ${artifact.name}`);
    };
    await withFileLock(join(place, `${artifact.name}.lock`), { onBusy }, async () => {
      if (existsSync(finished)) return;
      const unfinished = join(place, `.${artifact.name}-unfinished`);
      rmSync(unfinished, { recursive: true, force: true });
      mkdirSync(unfinished);
      progress(artifact.announcement);
      await artifact.build(unfinished);
      renameSync(unfinished, finished);
      removeUnused(place, artifact.name, finished);
      progress(`Built ${artifact.name}`);
    });
  }
  const now = new Date();
  utimesSync(finished, now, now);
  return finished;
}

function hashInputs(artifact: Artifact): string {
  const hash = createHash('sha256');
  for (const value of artifact.inputValues) hash.update(`${value.length}:${value}`);
  for (const file of artifact.inputFiles) {
    const content = readFileSync(file);
    hash.update(`${basename(file)}:${content.length}:`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Other checkouts may still use builds of other inputs, so only those go that nobody has used for long. */
function removeUnused(place: string, name: string, current: string): void {
  const isBuildOfName = new RegExp(`^${name}-[0-9a-f]{16}$`);
  for (const entry of readdirSync(place)) {
    const folder = join(place, entry);
    if (!isBuildOfName.test(entry) || folder === current) continue;
    const days = (Date.now() - statSync(folder).mtimeMs) / 86_400_000;
    if (days > unusedAfterDays) rmSync(folder, { recursive: true, force: true });
  }
}
