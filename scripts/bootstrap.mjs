// Runs a TypeScript entry of this project on a machine where nothing is installed yet:
//   node scripts/bootstrap.mjs [ENTRY.ts [ARGUMENTS]]
// Plain JavaScript without imports from node_modules, so that any Node from 18 on can start it. It installs the
// locked dependencies when they are missing or differ from the lock file, and hands over to the Node 24 that is one
// of them. Without an entry it only installs.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';
const ownNode = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** The `packages` of a lock file, or undefined when it cannot be read. */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * True when node_modules holds what package-lock.json asks for. npm writes node_modules/.package-lock.json as the
 * last act of an installation, so one that was killed half-way does not count. Contents are compared and not
 * modification times, which a checkout changes at will.
 */
function dependenciesAreCurrent() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present || !existsSync(ownNode)) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional === true ||
      entry.devOptional === true ||
      entry.peer === true ||
      present[path]?.version === entry.version,
  );
}

function installDependencies() {
  process.stderr.write('Installing the locked npm dependencies into node_modules (npm ci)\n');
  const npmScript = process.env.npm_execpath;
  const [command, ...prefix] =
    npmScript && npmScript.endsWith('.js') ? [process.execPath, npmScript] : [isWindows ? 'npm.cmd' : 'npm'];
  const outcome = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
    shell: isWindows && prefix.length === 0,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (outcome.status === 0 && existsSync(ownNode)) return;
  process.stderr.write(`${outcome.stdout ?? ''}${outcome.stderr ?? ''}`);
  const reason = outcome.error ? outcome.error.message : `exit status ${outcome.status ?? outcome.signal}`;
  process.stderr.write(`npm ci failed (${reason}); its output stands above\n`);
  process.exit(1);
}

const [entry, ...entryArguments] = process.argv.slice(2);
if (!dependenciesAreCurrent()) installDependencies();
if (!entry) process.exit(0);

const environment = { ...process.env };
// Windows spells the variable Path; a second spelling beside it would leave the choice to chance.
const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
environment[pathName] = [join(root, 'node_modules', '.bin'), environment[pathName] ?? ''].join(delimiter);

const child = spawn(ownNode, [resolve(entry), ...entryArguments], { stdio: 'inherit', env: environment });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // Ctrl-C in a terminal already reaches the whole foreground group; forwarded, it would count twice.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`${ownNode}: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (status, signal) => {
  process.exit(signal ? 128 + constants.signals[signal] : (status ?? 1));
});
