import type { Command } from 'commander';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { policyDialects, type PolicyDialect, type PolicyDialectName } from '../../../core/policy/dialect.ts';
import { UsageError } from '../../usageError.ts';

const names = Object.keys(policyDialects) as readonly PolicyDialectName[];

/** Adds `--dialect`: whose meaning of the policies is asked for. */
export function addDialectOption(command: Command): Command {
  return command.option(
    '--dialect <name>',
    `${names.join(' or ')}: the meaning of the API, or what an enforcer makes of it`,
    'kubernetes',
  );
}

/** The dialect that `--dialect` names. */
export function dialectOf(name: string, _snapshot: ClusterSnapshot): PolicyDialect {
  const known = names.find((candidate) => candidate === name);
  if (known === undefined) throw new UsageError(`--dialect ${name}: expected ${names.join(' or ')}.`);
  return policyDialects[known];
}
