import type { Command } from 'commander';
import { UsageError } from './usageError.ts';

/** Flags that mean what they mean in kubectl, and those that every command has. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly verbose?: boolean;
}

/** Adds `--kubeconfig`, `--context`, `-n` and `--verbose` to a command. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig file (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('-n, --namespace <name>', "namespace (default: the context's)")
    .option('-v, --verbose', 'say on stderr what is done, every command on the cluster included');
}

/** Adds `-A` to a command that lists. */
export function addAllNamespaces(command: Command): Command {
  return command.option('-A, --all-namespaces', 'all namespaces');
}

/** Where a command takes a file instead of a cluster. */
export interface SnapshotInputOptions {
  readonly snapshot?: string;
  readonly assumeComplete?: boolean;
}

/** Adds `--snapshot` and `--assume-complete`. */
export function addSnapshotOptions(command: Command): Command {
  return command
    .option(
      '--snapshot <path>',
      'a snapshot, case file, list of kubectl get -o json|yaml, or folder of manifests',
    )
    .option(
      '--assume-complete',
      'with --snapshot: there are no namespaces, nodes, pods and policies beside those of the files',
    );
}

/** Refuses `-n` together with `-A`, and names that no namespace can have (RFC 1123 label). */
export function checkNamespaceOptions({ namespace, allNamespaces }: ClusterOptions): void {
  if (namespace !== undefined && allNamespaces === true) {
    throw new UsageError('-n and -A exclude each other.');
  }
  if (namespace !== undefined && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new UsageError(`-n ${namespace}: no namespace can have this name.`);
  }
}
