import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/**
 * Stands for `npm ci`: installs a Node (the one that runs the tests) and the lock file's versions, and leaves a mark.
 * With FAIL_INSTALL set it fails as npm does, with its reason on stderr.
 */
const npm = `
const { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } = require('node:fs');
appendFileSync('npm-was-called', process.argv.slice(2).join(' ') + '\\n');
if (process.env.FAIL_INSTALL) { console.error('npm error: the registry is away'); process.exit(7); }
mkdirSync('node_modules/node/bin', { recursive: true });
mkdirSync('node_modules/.bin', { recursive: true });
try { symlinkSync(process.execPath, 'node_modules/node/bin/node'); } catch {}
writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));
`;

const lockFile = (version: string): string =>
  JSON.stringify({
    packages: {
      '': { version: '0.1.0' },
      'node_modules/lit': { version },
      // Never installed on a machine of another kind.
      'node_modules/fsevents': { version: '2.3.3', optional: true },
    },
  });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-bootstrap-'));
  await mkdir(join(folder, 'scripts'));
  await cp(join(import.meta.dirname, 'bootstrap.mjs'), join(folder, 'scripts', 'bootstrap.mjs'));
  await writeFile(join(folder, 'npm.js'), npm);
  await writeFile(join(folder, 'package-lock.json'), lockFile('3.3.3'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function start(entry: readonly string[], environment: NodeJS.ProcessEnv = {}): ReturnType<typeof spawn> {
  return spawn(process.execPath, ['scripts/bootstrap.mjs', ...entry], {
    cwd: folder,
    env: { ...process.env, npm_execpath: join(folder, 'npm.js'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(
  entry: readonly string[],
  environment?: NodeJS.ProcessEnv,
): Promise<{ status: number; output: string }> {
  const child = start(entry, environment);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, output };
}

async function installations(): Promise<number> {
  const calls = await readFile(join(folder, 'npm-was-called'), 'utf8').catch(() => '');
  return calls.split('\n').length - 1;
}

describe('bootstrap', () => {
  it('installs what is missing, says so in one line, and only once', async () => {
    const first = await run([]);
    expect(first.status).toBe(0);
    expect(first.output).toMatch(/^Installing the locked npm dependencies[^\n]*\n$/);
    expect(await run([])).toEqual({ status: 0, output: '' });
    expect(await installations()).toBe(1);
  });

  it('installs again when the lock file names another version', async () => {
    await run([]);
    await writeFile(join(folder, 'package-lock.json'), lockFile('3.4.0'));
    await run([]);
    expect(await installations()).toBe(2);
  });

  it('shows what npm said when the installation fails, and runs nothing', async () => {
    await writeFile(join(folder, 'entry.ts'), "console.log('ran');");
    const { status, output } = await run(['entry.ts'], { FAIL_INSTALL: '1' });
    expect(status).toBe(1);
    expect(output).toContain('the registry is away');
    expect(output).not.toContain('ran');
  });

  it('passes arguments, the exit status and the programs of the dependencies on', async () => {
    await writeFile(
      join(folder, 'entry.ts'),
      `const given: string[] = process.argv.slice(2);
console.log(JSON.stringify([given, process.env['PATH']!.split(':')[0]]));
process.exitCode = 3;`,
    );
    await run([]);
    const { status, output } = await run(['entry.ts', 'a b', '--c']);
    expect(status).toBe(3);
    expect(JSON.parse(output)).toEqual([['a b', '--c'], join(folder, 'node_modules', '.bin')]);
  });

  it('passes signals on and ends as the program ends', async () => {
    await writeFile(
      join(folder, 'entry.ts'),
      `process.once('SIGTERM', () => { console.log('tidied up'); process.exit(5); });
setInterval(() => undefined, 1000);
console.log('ready');`,
    );
    await run([]);
    const child = start(['entry.ts']);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output === 'ready\n') child.kill('SIGTERM');
    });
    const [status] = (await once(child, 'close')) as [number];
    expect({ status, output }).toEqual({ status: 5, output: 'ready\ntidied up\n' });
  });
});
