import { podScope } from '../../scopes/pod.ts';
import type { Remediation } from '../../../finding/finding.ts';
import type { Inquiry } from '../../../inquiry/inquiry.ts';
import type { ClusterSnapshot, Node, Pod, Taint } from '../../../model/clusterSnapshot.ts';
import { labelValue } from '../../../model/labels.ts';
import { nearestNames } from '../../../model/nearestNames.ts';
import type { Toleration } from '../../../model/podStartup.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { mergePodSpecCommands } from '../../podSpecRepair.ts';
import { podStateOf } from '../../podState.ts';
import { rolloutUndo } from '../../rolloutRepair.ts';

/** Why the scheduler has not placed a pod, in its own words where there are any. */
function schedulerWords({ conditions, startup }: Pod): string {
  const condition = conditions.find(({ type }) => type === 'PodScheduled');
  const words = condition?.message ?? condition?.reason;
  if (words !== undefined) return words;
  return startup?.schedulerName === undefined
    ? 'no scheduler has looked at it yet'
    : `its scheduler ${startup.schedulerName} has not looked at it`;
}

/** Taints that say that a node is unwell: to tolerate them repairs nothing (well-known taints). */
const unwell = /^node\.(?:kubernetes\.io|cloudprovider\.kubernetes\.io)\//;

function cordonedNodes(words: string, snapshot: ClusterSnapshot): readonly Node[] {
  if (!/were unschedulable|node\.kubernetes\.io\/unschedulable/.test(words)) return [];
  return [...snapshot.nodes.values()].filter(({ unschedulable }) => unschedulable);
}

/** Whether a toleration covers a taint (v1 Toleration: an empty key with Exists covers all, an empty effect any). */
function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === undefined) return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));
}

/** What the node with the fewest taints in the way would have to be tolerated for. */
function repairTaints(pod: Pod, words: string, snapshot: ClusterSnapshot): Remediation | undefined {
  if (!words.includes('untolerated taint')) return undefined;
  const own = pod.startup?.tolerations ?? [];
  const selector = Object.entries(pod.startup?.nodeSelector ?? {});
  const candidates = [...snapshot.nodes.values()]
    .filter(({ labels }) => selector.every(([key, value]) => labelValue(labels, key) === value))
    .map(({ taints = [] }) =>
      taints.filter(
        (taint) =>
          taint.effect !== 'PreferNoSchedule' && !own.some((toleration) => tolerates(toleration, taint)),
      ),
    )
    .filter((taints) => taints.length > 0 && !taints.some(({ key }) => unwell.test(key)))
    .sort((left, right) => left.length - right.length);
  const [fewest] = candidates;
  if (fewest === undefined) return undefined;
  const added = fewest.map(({ key, value, effect }) =>
    value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
  );
  const taints = fewest.map(
    ({ key, value, effect }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`,
  );
  return {
    text: `If these pods may run on the nodes with the taint ${taints.join(', ')}, let them tolerate it; otherwise remove the taint, or add nodes without it.`,
    commands: mergePodSpecCommands(pod, { tolerations: [...own, ...added] }),
  };
}

/** A node label that a pod selects and no node has, and the value that was most likely meant. */
function repairSelector(pod: Pod, snapshot: ClusterSnapshot): Remediation | undefined {
  const selector = Object.entries(pod.startup?.nodeSelector ?? {});
  const nodes = [...snapshot.nodes.values()];
  const lacking = selector.filter(([key, value]) =>
    nodes.every(({ labels }) => labelValue(labels, key) !== value),
  );
  const [first] = lacking;
  if (first === undefined || nodes.length === 0) return undefined;
  const [key, value] = first;
  const values = [...new Set(nodes.flatMap(({ labels }) => labelValue(labels, key) ?? []))];
  const [nearValue] = values.length === 1 ? values : nearestNames(value, values);
  const [nearKey] = nearestNames(
    key,
    nodes.flatMap(({ labels }) => Object.keys(labels).filter((own) => labels[own] === value)),
  );
  const wanted = `${key}=${value}`;
  if (nearValue !== undefined) {
    return {
      text: `No node has the label ${wanted}; select ${key}=${nearValue}, or label the node that is meant.`,
      commands: mergePodSpecCommands(pod, { nodeSelector: { [key]: nearValue } }),
    };
  }
  if (nearKey !== undefined) {
    return {
      text: `No node has the label ${wanted}; select ${nearKey}=${value}, or label the node that is meant.`,
      commands: mergePodSpecCommands(pod, { nodeSelector: { [key]: null, [nearKey]: value } }),
    };
  }
  const others = selector.filter((entry) => entry !== first);
  const candidate = nodes.find(
    ({ labels, unschedulable, conditions }) =>
      !unschedulable &&
      conditions.some(({ type, status }) => type === 'Ready' && status === 'True') &&
      others.every(([otherKey, otherValue]) => labelValue(labels, otherKey) === otherValue),
  );
  return {
    text: `No node has the label ${wanted}. Label the nodes on which these pods may run, or select nodes by another label.`,
    commands:
      candidate === undefined || lacking.length > 1
        ? []
        : [joinCommand(['kubectl', 'label', 'node', candidate.name, wanted])],
  };
}

function repair(
  pod: Pod,
  words: string,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): Remediation | 'pending' {
  const cordoned = cordonedNodes(words, snapshot);
  if (cordoned.length > 0) {
    return {
      text: 'Nodes are cordoned: when their maintenance is over, let pods be placed on them again.',
      commands: cordoned.map(({ name }) => joinCommand(['kubectl', 'uncordon', name])),
    };
  }
  const gates = pod.startup?.schedulingGates ?? [];
  if (gates.length > 0) {
    return {
      text: `The scheduler waits until somebody removes the scheduling gates ${gates.join(', ')} from the pod; look at the controller that set them.`,
      commands: [],
    };
  }
  const own = repairSelector(pod, snapshot) ?? repairTaints(pod, words, snapshot);
  if (own !== undefined && own.commands.length > 0) return own;
  const undo = rolloutUndo(pod, inquiry);
  if (undo === 'pending') return 'pending';
  const text =
    own?.text ??
    (words.includes('Insufficient')
      ? `Let the pods request less, or give the cluster more: ${requestsOf(pod)}.`
      : 'Change what the pod asks of a node, or give the cluster a node that has it.');
  return undo === undefined
    ? { text, commands: [] }
    : { text: `${text} ${undo.text}`, commands: [undo.command] };
}

function requestsOf({ startup }: Pod): string {
  const requests = (startup?.containers ?? []).flatMap((container) =>
    Object.entries(container.requests).map(
      ([name, amount]) => `${container.name} requests ${name} ${amount}`,
    ),
  );
  return requests.length === 0 ? 'no container requests anything' : requests.join(', ');
}

/** No node was found for the pod, so it has no address and runs nothing. */
export const podUnscheduled = defineCheck({
  code: 'pod-unscheduled',
  title: 'The pod is not placed on any node',
  scope: podScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  helpedBy: ['nodes'],
  explains: [
    'endpoints-none-ready',
    'coredns-no-endpoints',
    'service-internal-traffic-local',
    'proxy-rejects-no-endpoints',
  ],
  evaluate: ({ pod, role }, { snapshot, inquiry }): CheckResult => {
    if (podStateOf(pod, snapshot.asOf) !== 'unscheduled')
      return { kind: 'pass', because: `${pod.name} is on node ${pod.nodeName ?? ''}` };
    const { namespace, name } = pod;
    const words = schedulerWords(pod);
    const remediation = repair(pod, words, snapshot, inquiry);
    if (remediation === 'pending') return { kind: 'pending' };
    const reference = { kind: 'pod', namespace, name } as const;
    return {
      kind: 'finding',
      // Before the scheduler has looked the pod may be on its way.
      certainty: pod.conditions.some(({ type, status }) => type === 'PodScheduled' && status === 'False')
        ? 'proven'
        : 'likely',
      summary: `Pod ${namespace}/${name} is on no node: ${words.replace(/\.$/, '')}.`,
      objects: [reference],
      evidence: [apiEvidence(reference, `phase: ${pod.phase}, PodScheduled: ${words}`)],
      remediation,
      ...(role === 'source' ? { hop: 'resolver' } : role === 'dns' ? { hop: 'dns' } : {}),
    };
  },
});
