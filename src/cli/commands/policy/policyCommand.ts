import type { Command } from 'commander';
import type { CliHost } from '../../cliHost.ts';
import type { ExitStatus } from '../../exitStatus.ts';
import { addDesignCommand } from './designCommand.ts';
import { addDiffCommand } from './diffCommand.ts';
import { addExplainCommand } from './explainCommand.ts';
import { addListCommand } from './listCommand.ts';
import { addMatrixCommand } from './matrixCommand.ts';
import { addQueryCommand } from './queryCommand.ts';

/** `podpath policy …`: who may talk to whom, because of which policy, and which policies would be better. */
export function addPolicyCommand(
  program: Command,
  host: CliHost,
  finish: (status: ExitStatus) => void,
): void {
  const policy = program
    .command('policy')
    .summary('what NetworkPolicies allow, and which ones to write')
    .description('Says what NetworkPolicies allow and why, and proposes policies. Nothing is ever applied.');
  addQueryCommand(policy, host, finish);
  addMatrixCommand(policy, host, finish);
  addListCommand(policy, host, finish);
  addDiffCommand(policy, host, finish);
  addExplainCommand(policy, host, finish);
  addDesignCommand(policy, host, finish);
}
