import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import type { Probe } from './defineProbe.ts';
import type { Vantage } from './observation.ts';

/** A node itself: the host's network, its files below /host. */
export interface NodeTarget {
  readonly node: string;
}

/** Where a probe of a network namespace may look: a container (of a host-network pod for a node's own), or the node. */
export type ProbeTarget = ContainerTarget | NodeTarget;

/** The vantage point of a target. */
export function targetVantage(target: ProbeTarget): Vantage {
  return 'node' in target ? { kind: 'node', node: target.node } : containerVantage(target);
}

/** The same probe run on the node itself, which takes a privileged pod there. */
export function onNode<Parameters extends ProbeTarget, Result>(
  probe: Probe<Parameters, Result>,
): Probe<Parameters, Result> {
  return { ...probe, privilege: 'node-pod' };
}
