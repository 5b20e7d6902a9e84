import type { NamespacePartition, Pod } from '../../model/clusterSnapshot.ts';
import { formatLabels } from '../../model/labels.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { formatReference } from '../../model/reference.ts';
import { isolationOf } from '../isolation.ts';
import type { PodClass } from '../podClasses.ts';
import { podClassesOf } from '../podClassesOf.ts';
import { podRecord } from '../podRecord.ts';
import { severity } from '../topology.ts';
import { type DetailFact, fact, factList } from './detailFact.ts';

function named(policies: readonly NetworkPolicy[]) {
  return policies.map(({ namespace, name }) => ({
    value: name,
    id: formatReference({ kind: 'networkpolicy', namespace, name }),
  }));
}

/** Which NetworkPolicies isolate some pods. */
function isolationFacts(partition: NamespacePartition, classes: readonly PodClass[]): readonly DetailFact[] {
  if (classes.length > 0 && classes.every(({ hostNetwork }) => hostNetwork))
    return fact('Isolation', 'none: it is on its node’s network, where no NetworkPolicy applies');
  const all = classes.map((own) => isolationOf(partition, own));
  const ingress = [...new Set(all.flatMap((own) => own.ingress))];
  const egress = [...new Set(all.flatMap((own) => own.egress))];
  if (ingress.length + egress.length === 0) return fact('Isolation', 'no NetworkPolicy selects it');
  return [
    ...factList('Ingress isolated by', named(ingress)),
    ...factList('Egress isolated by', named(egress)),
  ];
}

/** What is worth knowing of a pod. */
export function podDetails(partition: NamespacePartition, pod: Pod): readonly DetailFact[] {
  const { nodeName, podIPs, containers, conditions, labels } = pod;
  const own = podClassesOf(partition).classOf(pod);
  const workload = own?.workload;
  const failing = conditions.filter(({ type, status }) => type !== 'Ready' && status === 'False');
  return [
    ...fact('Phase', pod.reason === undefined ? pod.phase : `${pod.phase}: ${pod.reason}`),
    ...fact('Addresses', podIPs.join(', ')),
    ...fact(
      'Node',
      nodeName,
      nodeName === undefined ? undefined : formatReference({ kind: 'node', name: nodeName }),
    ),
    ...(workload === undefined ? [] : fact(workload.kind, workload.name, workload.id)),
    ...fact('Network', pod.hostNetwork ? 'its node’s own' : ''),
    ...factList(
      'Container',
      containers.map(({ name, ready, restartCount, state, ports }) => {
        const words = [
          ready ? 'ready' : 'not ready',
          state.reason ?? (state.kind === 'running' ? '' : state.kind),
          restartCount > 0 ? `${restartCount} restarts` : '',
          ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`).join(' '),
        ];
        return { value: `${name}: ${words.filter((word) => word !== '').join(' · ')}` };
      }),
    ),
    ...factList(
      'Condition',
      failing.map(({ type, reason = '', message = '' }) => ({
        value: [`${type} is False`, reason, message].filter((part) => part !== '').join(': '),
      })),
    ),
    ...fact('Deleted since', pod.deletionTimestamp),
    ...isolationFacts(partition, own === undefined ? [] : [own]),
    ...fact('Labels', formatLabels(labels)),
  ];
}

/** What is worth knowing of a workload: what its pods tell. */
export function workloadDetails(partition: NamespacePartition, id: string): readonly DetailFact[] {
  const own = podClassesOf(partition).workloads.get(id);
  if (own === undefined) return [];
  const { pods, tally, workload, classes } = own;
  const nodes = new Map<string, number>();
  for (const { nodeName = 'no node yet' } of pods) nodes.set(nodeName, (nodes.get(nodeName) ?? 0) + 1);
  const busiest = [...nodes].sort(([, left], [, right]) => right - left);
  const urgent = [...pods].sort(
    (left, right) => severity(podRecord(right).judged.state) - severity(podRecord(left).judged.state),
  );
  return [
    ...fact('Kind', workload.kind),
    ...fact('Pods', `${tally.ready} of ${tally.active} ready, ${pods.length} in all`),
    ...factList(
      'Pod',
      urgent.map((pod) => ({
        value: `${pod.name}: ${podRecord(pod).judged.badge}`,
        id: formatReference({ kind: 'pod', namespace: pod.namespace, name: pod.name }),
      })),
    ),
    ...factList(
      'Runs on',
      busiest.map(([name, count]) => ({
        value: `${name} ×${count}`,
        ...(name === 'no node yet' ? {} : { id: formatReference({ kind: 'node', name }) }),
      })),
    ),
    ...isolationFacts(partition, classes),
  ];
}
