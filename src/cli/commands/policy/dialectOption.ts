import type { Command } from 'commander';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { policyEnforcerOn } from '../../../core/policy/policyEnforcer.ts';
import { policyDialects, type PolicyDialect, type PolicyDialectName } from '../../../core/policy/dialect.ts';
import { UsageError } from '../../usageError.ts';

const names = Object.keys(policyDialects) as readonly PolicyDialectName[];
const detect = 'detect';

/** Adds `--dialect`: whose meaning of the policies is asked for. */
export function addDialectOption(command: Command): Command {
  return command.option(
    '--dialect <name>',
    `${names.join(', ')} or ${detect}: the meaning of the API, or what an enforcer makes of it; ${detect} takes the cluster's own`,
    'kubernetes',
  );
}

/** The dialect that `--dialect` names. `tell` hears what to keep in mind about one that was detected. */
export function dialectOf(
  name: string,
  snapshot: ClusterSnapshot,
  tell: (note: string) => void,
): PolicyDialect {
  if (name === detect) {
    const { dialect, notes } = policyEnforcerOn(snapshot, undefined);
    for (const note of notes) tell(note);
    return dialect;
  }
  const known = names.find((candidate) => candidate === name);
  if (known === undefined)
    throw new UsageError(`--dialect ${name}: expected ${[...names, detect].join(', ')}.`);
  return policyDialects[known];
}
