import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';
import { tryCommand } from './runCommand.ts';

// Type-checks each environment with its own tsconfig: src/core without Node or the DOM, the webviews with the DOM and
// without Node. One tsconfig for all would let every room use every environment's globals.
const waiting = readdirSync(projectFolder).filter(
  (name) => /^tsconfig(\..+)?\.json$/.test(name) && name !== 'tsconfig.base.json',
);
const compiler = join(projectFolder, 'node_modules/typescript/bin/tsc');

async function checkTypes(configuration: string): Promise<boolean> {
  const started = performance.now();
  const { status, output } = await tryCommand(
    process.execPath,
    [compiler, '--project', configuration, '--pretty', 'false'],
    { cwd: projectFolder },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${output}  ${configuration.padEnd(24)} ${status === 0 ? 'no errors' : 'errors'}  ${seconds} s\n`,
  );
  return status === 0;
}

/** Takes what waits until nothing does; two of these are what the memory of a small machine carries. */
async function checkWaiting(): Promise<boolean[]> {
  const outcomes: boolean[] = [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
    outcomes.push(await checkTypes(next));
  return outcomes;
}

const outcomes = await Promise.all([checkWaiting(), checkWaiting()]);
process.exitCode = outcomes.flat().every(Boolean) ? 0 : 1;
