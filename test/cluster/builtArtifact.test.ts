import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test as anywhere, vi } from 'vitest';
import { builtArtifact, type Artifact } from './builtArtifact.ts';

// The test bed runs on Linux only, and its lock is Linux' flock(1).
const test = anywhere.skipIf(process.platform !== 'linux');
let folder: string;
let builds: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podpath-cache-'));
  vi.stubEnv('PODPATH_CACHE', folder);
  writeFileSync(join(folder, 'source'), 'one');
  builds = [];
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const artifact = (change: Partial<Artifact> = {}): Artifact => ({
  name: 'thing',
  inputFiles: [join(folder, 'source')],
  inputValues: ['flags'],
  announcement: 'Building the thing',
  build: async (output) => {
    builds.push(readFileSync(join(folder, 'source'), 'utf8'));
    writeFileSync(join(output, 'result'), 'whole');
    return Promise.resolve();
  },
  ...change,
});

const silent = (): void => undefined;

test('builds once, and again only when an input changes', async () => {
  const first = await builtArtifact(artifact(), silent);
  expect(readFileSync(join(first, 'result'), 'utf8')).toBe('whole');
  expect(await builtArtifact(artifact(), silent)).toBe(first);
  expect(builds).toEqual(['one']);

  writeFileSync(join(folder, 'source'), 'two');
  expect(await builtArtifact(artifact(), silent)).not.toBe(first);
  await builtArtifact(artifact({ inputValues: ['other flags'] }), silent);
  expect(builds).toEqual(['one', 'two', 'two']);
});

test('two at once build once', async () => {
  const [one, other] = await Promise.all([
    builtArtifact(artifact(), silent),
    builtArtifact(artifact(), silent),
  ]);
  expect(one).toBe(other);
  expect(builds).toEqual(['one']);
});

test('a build that broke off is not taken for a finished one', async () => {
  const breaking = artifact({
    build: (output) => {
      writeFileSync(join(output, 'result'), 'half');
      return Promise.reject(new Error('broke off'));
    },
  });
  await expect(builtArtifact(breaking, silent)).rejects.toThrow('broke off');
  const finished = await builtArtifact(artifact(), silent);
  expect(readdirSync(finished)).toEqual(['result']);
  expect(readFileSync(join(finished, 'result'), 'utf8')).toBe('whole');
});

test('builds of other inputs go when nobody has used them for two weeks', async () => {
  const old = await builtArtifact(artifact(), silent);
  const recent = await builtArtifact(artifact({ inputValues: ['recent'] }), silent);
  const longAgo = new Date(Date.now() - 15 * 86_400_000);
  utimesSync(old, longAgo, longAgo);
  await builtArtifact(artifact({ inputValues: ['new'] }), silent);
  expect([existsSync(old), existsSync(recent)]).toEqual([false, true]);
});
