import type { NamespacePartition, Pod } from '../../model/clusterSnapshot.ts';
import { formatLabels } from '../../model/labels.ts';
import { authoredLabels } from '../../model/podWorkload.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import type { PodClasses, WorkloadPods } from '../podClasses.ts';
import { podClassesOf } from '../podClassesOf.ts';

/** The pods that are asked in place of all pods of a workload. */
export interface Representatives {
  /** The id of the workload's mark, or of the pod's. */
  readonly id: string;
  readonly namespace: string;
  /** One for each set of labels that the workload's author gave. */
  readonly pods: readonly Pod[];
  /** Equal texts: policies cannot tell what is represented apart by labels. */
  readonly signature: string;
}

/** More sets of labels than this in one workload are not asked about one by one. */
const mostSets = 4;

const labelTexts = new WeakMap<Pod, string>();

function labelsOf(pod: Pod): string {
  let text = labelTexts.get(pod);
  if (text === undefined) {
    text = `${formatLabels(authoredLabels(pod))} ${pod.hostNetwork ? (pod.nodeName ?? '') : ''}`;
    labelTexts.set(pod, text);
  }
  return text;
}

const ofWorkloads = new WeakMap<WorkloadPods, Representatives>();

function representWorkload(own: WorkloadPods): Representatives {
  const known = ofWorkloads.get(own);
  if (known !== undefined) return known;
  const sets = new Map<string, Pod>();
  for (const pod of own.pods) {
    if (!isAlive(pod)) continue;
    const labels = labelsOf(pod);
    if (!sets.has(labels) && sets.size < mostSets) sets.set(labels, pod);
  }
  const { id, namespace } = own.workload;
  const signature = JSON.stringify([id, ...sets.keys()]);
  const made = { id, namespace, pods: [...sets.values()], signature };
  ofWorkloads.set(own, made);
  return made;
}

/** All that a namespace is represented by. */
export interface NamespaceRepresentatives {
  readonly all: readonly Representatives[];
  readonly signature: string;
}

const ofNamespaces = new WeakMap<PodClasses, NamespaceRepresentatives>();

/** Few pods that stand for all of a namespace, as far as policies tell pods apart by their labels. */
export function representativesOf(partition: NamespacePartition): NamespaceRepresentatives {
  const classes = podClassesOf(partition);
  let known = ofNamespaces.get(classes);
  if (known === undefined) {
    const workloads = [...classes.workloads.values()].map(representWorkload);
    const bare = classes.bare.filter(isAlive).map((pod): Representatives => {
      const id = `${pod.namespace}/pod/${pod.name}`;
      return { id, namespace: pod.namespace, pods: [pod], signature: `${id} ${labelsOf(pod)}` };
    });
    const all = [...workloads, ...bare].filter(({ pods }) => pods.length > 0);
    known = { all, signature: all.map(({ signature }) => signature).join('\n') };
    ofNamespaces.set(classes, known);
  }
  return known;
}
