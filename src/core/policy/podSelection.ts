import type { Pod } from '../model/clusterSnapshot.ts';
import type { NamespaceSelection, PodSelection } from './compiledPolicy.ts';
import { type KnownLabels, matchLabelSelector } from '../model/matchSelector.ts';
import { allTrue, type Truth } from '../model/truth.ts';

/** Whether a namespace is one of the selected. */
export function matchNamespace(selection: NamespaceSelection, name: string, labels: KnownLabels): Truth {
  return selection.kind === 'name' ? selection.name === name : matchLabelSelector(selection.selector, labels);
}

/**
 * Whether a pod is one of the selected. Host-network pods never are: to a policy they are their node.
 * @param namespaceLabels of the pod's namespace
 */
export function matchPod(selection: PodSelection, pod: Pod, namespaceLabels: KnownLabels): Truth {
  if (pod.hostNetwork) return false;
  return allTrue([
    matchLabelSelector(selection.pods, { labels: pod.labels, complete: true }),
    matchNamespace(selection.namespaces, pod.namespace, namespaceLabels),
  ]);
}
