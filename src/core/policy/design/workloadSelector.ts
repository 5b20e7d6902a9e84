import type { Pod } from '../../model/clusterSnapshot.ts';
import { labelValue, matchesEqualitySelector, type Labels } from '../../model/labels.ts';
import { authoredLabels } from '../../model/podWorkload.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';

/** Labels by which authors tell workloads apart, the most telling first (Kubernetes documentation, "Recommended Labels"). */
const tellingKeys: readonly string[] = [
  'app.kubernetes.io/name',
  'app',
  'k8s-app',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/component',
  'component',
  'name',
];

/** Labels that change with each release: a policy that names them stops matching at the next one. */
const releaseKeys: ReadonlySet<string> = new Set([
  'version',
  'app.kubernetes.io/version',
  'helm.sh/chart',
  'chart',
  'app.kubernetes.io/managed-by',
  'heritage',
]);

/** Labels that select a group of pods, and the other pods that they select as well. */
export interface WorkloadSelector {
  readonly labels: Labels;
  /** Pods of the namespace that the labels select beside the group; empty when they tell it apart. */
  readonly others: readonly Pod[];
}

function rankOfKey(key: string): number {
  if (releaseKeys.has(key)) return tellingKeys.length + 1;
  const position = tellingKeys.indexOf(key);
  return position < 0 ? tellingKeys.length : position;
}

/** Label sets to try, the simplest first: one telling label, two, all lasting ones, all. */
function candidatesFrom(shared: Labels): readonly Labels[] {
  const keys = Object.keys(shared).sort(
    (left, right) => rankOfKey(left) - rankOfKey(right) || (left < right ? -1 : 1),
  );
  const lasting = keys.filter((key) => !releaseKeys.has(key));
  const pick = (chosen: readonly string[]): Labels =>
    Object.fromEntries(chosen.map((key) => [key, labelValue(shared, key) ?? '']));
  const pairs = lasting.flatMap((first, index) =>
    lasting.slice(index + 1).map((second) => pick([first, second])),
  );
  return [...lasting.map((key) => pick([key])), ...pairs, pick(lasting), pick(keys)].filter(
    (labels) => Object.keys(labels).length > 0,
  );
}

/**
 * The fewest lasting labels that select exactly these pods among those of their namespace. `preferred` (a Service's
 * selector) is taken when it does. `undefined` when the pods share no label that an author gave them.
 */
export function selectorForPods(
  pods: readonly Pod[],
  namespacePods: Iterable<Pod>,
  preferred?: Labels,
): WorkloadSelector | undefined {
  const [first, ...rest] = pods;
  if (first === undefined) return undefined;
  const shared = Object.fromEntries(
    Object.entries(authoredLabels(first)).filter(([key, value]) =>
      rest.every((pod) => labelValue(pod.labels, key) === value),
    ),
  );
  const group = new Set(pods.map(({ name }) => name));
  // A host-network pod is never selected by a policy, so it is no mistake to match it.
  const strangers = [...namespacePods].filter(
    (pod) => isAlive(pod) && !pod.hostNetwork && !group.has(pod.name),
  );
  const othersOf = (labels: Labels): readonly Pod[] =>
    strangers.filter((pod) => matchesEqualitySelector(labels, pod.labels));
  const whole = (labels: Labels): boolean => pods.every((pod) => matchesEqualitySelector(labels, pod.labels));
  const candidates = [...(preferred === undefined ? [] : [preferred]), ...candidatesFrom(shared)].filter(
    (labels) => Object.keys(labels).length > 0 && whole(labels),
  );
  const judged = candidates.map((labels) => ({ labels, others: othersOf(labels) }));
  const exact = judged.find(({ others }) => others.length === 0);
  return exact ?? judged.reduce<WorkloadSelector | undefined>(narrower, undefined);
}

function narrower(best: WorkloadSelector | undefined, next: WorkloadSelector): WorkloadSelector {
  return best === undefined || next.others.length < best.others.length ? next : best;
}
