import type { StepId } from '../../core/steps/defineStep.ts';

/** A palette action for one step. */
export interface StepCommand {
  readonly command: string;
  /** As in package.json. */
  readonly title: string;
  readonly step: StepId;
  readonly on: 'pod' | 'node';
}

/** The palette's single steps, one line each. */
export const stepCommands: readonly StepCommand[] = [
  { command: 'podpath.runDnsLookup', title: 'Run DNS Lookup in Pod', step: 'lookup', on: 'pod' },
  { command: 'podpath.showPodRoutes', title: 'Show Pod Routes', step: 'routes', on: 'pod' },
  { command: 'podpath.showPodSockets', title: 'Show Pod Sockets', step: 'sockets', on: 'pod' },
  { command: 'podpath.checkPortFromPod', title: 'Check Port from Pod', step: 'connect', on: 'pod' },
  { command: 'podpath.dumpNodeRules', title: 'Dump Node Rules', step: 'node-rules', on: 'node' },
  { command: 'podpath.checkNodeCni', title: 'Check CNI on Node', step: 'cni', on: 'node' },
];
