import type { Command } from 'commander';
import type { RunPrivileges } from '../app/runs/withProbeRunner.ts';
import { defaultDebugImage } from '../core/probes/commandLine.ts';
import { permissions, type Permission } from '../core/probes/observation.ts';
import type { CliHost } from './cliHost.ts';
import { consentAtTerminal } from './consentAtTerminal.ts';
import type { Progress } from './progress.ts';
import { UsageError } from './usageError.ts';

/** Flags of commands whose probes may need more than what is there. */
export interface PrivilegeOptions {
  readonly allow?: string;
  readonly debugImage: string;
  readonly nodePodNamespace: string;
}

/** Adds `--allow`, `--debug-image` and `--node-pod-namespace` to a command. */
export function addPrivilegeOptions(command: Command): Command {
  return command
    .option(
      '--allow <permissions>',
      `create ${permissions.join(', ')} (joined by commas) where a probe needs one, without asking`,
    )
    .option('--debug-image <image>', 'image of debug containers and node pods', defaultDebugImage)
    .option('--node-pod-namespace <namespace>', 'where node pods are created', 'default');
}

function isPermission(word: string): word is Permission {
  return permissions.some((permission) => permission === word);
}

/** The permissions that were given beforehand. */
export function parseAllow(allow: string | undefined): readonly Permission[] {
  return (allow?.split(',') ?? []).map((word) => {
    if (isPermission(word)) return word;
    throw new UsageError(`--allow ${word}: expected ${permissions.join(' or ')}, joined by commas.`);
  });
}

/**
 * What a run may create: what `--allow` names, after showing it; at a terminal everything else after asking. Absent where
 * nobody allows anything and nobody can be asked.
 */
export function privilegesOf(
  host: CliHost,
  { allow, nodePodNamespace }: PrivilegeOptions,
  progress: Progress,
): RunPrivileges | undefined {
  const allowed = parseAllow(allow);
  const mayAsk = host.ask === undefined ? allowed : permissions;
  if (mayAsk.length === 0) return undefined;
  return {
    mayAsk,
    consent: consentAtTerminal(host, allowed, progress),
    ledger: host.ledger,
    nodePodNamespace,
  };
}
