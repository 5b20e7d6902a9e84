import type { Command } from 'commander';
import { addAllNamespaces, addClusterOptions, type ClusterOptions } from '../../clusterOptions.ts';

/** Options that every policy command has. */
export interface PolicyOptions extends ClusterOptions {
  readonly snapshot?: string;
}

/** Adds where the cluster comes from: a kubeconfig, or files. */
export function addPolicyInput(command: Command): Command {
  return addAllNamespaces(addClusterOptions(command)).option(
    '--snapshot <path>',
    'a snapshot, case file, list of kubectl get -o json|yaml, or folder of manifests',
  );
}

/** Every time an option is given it adds to what was given before. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
