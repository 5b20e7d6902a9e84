import { dirname, join } from 'node:path';
import { runCommand, type CommandOptions, type CommandResult } from './command.ts';

/** Runs kubectl as the administrator of one cluster. */
export type Kubectl = (
  kubectlArguments: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

/** A kubectl for one kubeconfig; it sees no other configuration of the caller's. */
export function kubectlFor(
  program: string,
  kubeconfig: string,
  run: typeof runCommand = runCommand,
): Kubectl {
  return (kubectlArguments, options = {}) =>
    run([program, `--kubeconfig=${kubeconfig}`, ...kubectlArguments], {
      // Its cache of discovery documents is kept by server address, and the next cluster has the same.
      env: { ...process.env, KUBERC: 'off', KUBECACHEDIR: join(dirname(kubeconfig), 'kubectl-cache') },
      ...options,
    });
}
