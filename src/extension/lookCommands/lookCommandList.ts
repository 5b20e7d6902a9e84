import type { LookCommandId } from '../../core/looks/defineLookCommand.ts';

/** A palette action for one look. */
export interface PaletteLook {
  readonly command: string;
  /** As in package.json. */
  readonly title: string;
  readonly look: LookCommandId;
  readonly on: 'pod' | 'node';
}

/** The palette's single looks, one line each. */
export const paletteLooks: readonly PaletteLook[] = [
  { command: 'podpath.runDnsLookup', title: 'Run DNS Lookup in Pod', look: 'lookup', on: 'pod' },
  { command: 'podpath.showPodRoutes', title: 'Show Pod Routes', look: 'routes', on: 'pod' },
  { command: 'podpath.showPodSockets', title: 'Show Pod Sockets', look: 'sockets', on: 'pod' },
  { command: 'podpath.checkPortFromPod', title: 'Check Port from Pod', look: 'connect', on: 'pod' },
  { command: 'podpath.dumpNodeRules', title: 'Dump Node Rules', look: 'node-rules', on: 'node' },
  { command: 'podpath.checkNodeCni', title: 'Check CNI on Node', look: 'cni', on: 'node' },
];
