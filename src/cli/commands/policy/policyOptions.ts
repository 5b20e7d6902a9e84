import type { Command } from 'commander';
import {
  addAllNamespaces,
  addClusterOptions,
  addSnapshotOptions,
  type ClusterOptions,
  type SnapshotInputOptions,
} from '../../clusterOptions.ts';

/** Options that every policy command has. */
export interface PolicyOptions extends ClusterOptions, SnapshotInputOptions {}

/** Adds where the cluster comes from: a kubeconfig, or files. */
export function addPolicyInput(command: Command): Command {
  return addSnapshotOptions(addAllNamespaces(addClusterOptions(command)));
}

/** Every time an option is given it adds to what was given before. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
