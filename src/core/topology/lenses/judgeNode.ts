import type { Condition } from '../../model/condition.ts';
import type { Node } from '../../model/clusterSnapshot.ts';
import { type Belief, believe } from '../judgeService.ts';
import { type TopologyNode, countOf } from '../topology.ts';
import type { TopologyState } from '../../model/topologyState.ts';

interface Judgement {
  readonly state: TopologyState;
  readonly reason: string;
}

/** How many pods stand in a frame, and how many of them are broken. */
interface Load {
  readonly pods: number;
  readonly broken: number;
}

/** Conditions that are trouble when they are True (v1 NodeConditionType). */
const pressures: Readonly<Record<string, string>> = {
  NetworkUnavailable: 'its network is not set up',
  MemoryPressure: 'is short of memory',
  DiskPressure: 'is short of disk space',
  PIDPressure: 'is short of process numbers',
};

function words(text: string, { reason, message }: Condition): string {
  return [text, reason, message].filter((part) => part !== undefined && part !== '').join(': ');
}

/** Judges a node by its conditions. */
export function judgeNode({ conditions }: Node): Judgement {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined) return { state: 'unknown', reason: 'its kubelet has not reported yet' };
  if (ready.status === 'False') return { state: 'error', reason: words('is not ready', ready) };
  // The node controller sets it when the kubelet stops posting its status.
  if (ready.status === 'Unknown') return { state: 'error', reason: words('has stopped reporting', ready) };
  for (const condition of conditions) {
    const text = condition.status === 'True' ? pressures[condition.type] : undefined;
    if (text === undefined) continue;
    return {
      state: condition.type === 'NetworkUnavailable' ? 'error' : 'warning',
      reason: words(text, condition),
    };
  }
  return { state: 'ok', reason: '' };
}

function brokenPods({ broken }: Load): Judgement {
  if (broken === 0) return { state: 'ok', reason: '' };
  return {
    state: 'warning',
    reason: `${countOf(broken, 'pod')} on it ${broken === 1 ? 'has' : 'have'} problems`,
  };
}

/** `taint gpu=true:NoSchedule`, `3 taints`; the ones that only repeat a condition or the cordon are left out. */
function taintWords({ taints = [] }: Node): readonly string[] {
  const own = taints.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  const [first] = own;
  if (first === undefined) return [];
  if (own.length > 1) return [countOf(own.length, 'taint')];
  return [`taint ${first.key}${first.value === undefined ? '' : `=${first.value}`}:${first.effect}`];
}

/**
 * The frame of a node.
 * @param node absent when pods name it and it is not among the nodes that were read
 * @param belief in the list of nodes
 */
export function nodeFrame(
  id: string,
  name: string,
  node: Node | undefined,
  load: Load,
  belief: Belief,
): TopologyNode {
  const missing: Judgement = { state: 'error', reason: 'does not exist, and pods are still bound to it' };
  const own = believe(node === undefined ? missing : judgeNode(node), belief);
  const { state, reason } = own.state === 'ok' ? brokenPods(load) : own;
  const badge = [
    countOf(load.pods, 'pod'),
    ...(node?.podCIDRs.slice(0, 2) ?? []),
    ...(node?.unschedulable === true ? ['cordoned'] : []),
    ...(node === undefined ? [] : taintWords(node)),
  ];
  return {
    id,
    kind: 'node',
    namespace: '',
    name,
    objectKind: 'Node',
    state,
    stateReason: reason,
    badge: badge.join(' · '),
  };
}

/** The frame of the pods that no node has. */
export function unscheduledFrame(id: string, load: Load): TopologyNode {
  return {
    id,
    kind: 'node',
    namespace: '',
    name: 'not on a node',
    objectKind: 'Pods without a node',
    state: load.broken > 0 ? 'error' : 'warning',
    stateReason: load.broken > 0 ? `${countOf(load.broken, 'pod')} cannot be scheduled` : 'wait for a node',
    badge: countOf(load.pods, 'pod'),
  };
}
