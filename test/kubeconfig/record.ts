import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../cluster/command.ts';
import { consoleProgress } from '../cluster/progress.ts';
import { buildModule } from '../policy/oracles.ts';
import { besides, generateCases } from './generateCases.ts';
import { filesOf, type KubeconfigAnswer } from './kubeconfigCase.ts';
import { formatRecording, recordedFile } from './recordedKubeconfigs.ts';

// node test/kubeconfig/record.ts: asks client-go what it makes of each generated kubeconfig, and keeps its answers.

const program = await buildModule(
  'kubeconfig-judge',
  join(import.meta.dirname, 'recorder'),
  'about a minute',
  consoleProgress(),
);
const cases = generateCases();
const questions = cases.map((each) => ({ ...each, files: filesOf(each, besides) }));
const { stdout } = await runCommand([program], {
  input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
});
const answers = new Map(
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as KubeconfigAnswer)
    .map((answer) => [answer.name, answer]),
);
if (answers.size !== cases.length) throw new Error('two cases have one name');
const recorded = cases.map((each) => {
  const answer = answers.get(each.name);
  if (answer === undefined) throw new Error(`no answer to ${each.name}`);
  return { case: each, answer };
});
writeFileSync(recordedFile, formatRecording({ besides, cases: recorded }));
