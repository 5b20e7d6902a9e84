import type { ClusterSnapshot, Pod, Service } from './clusterSnapshot.ts';
import { formatLabels, labelValue, matchesEqualitySelector, type Labels } from './labels.ts';
import { similarity } from './nearestNames.ts';
import { authoredLabels, workloadOf, type PodWorkload } from './podWorkload.ts';
import { isAlive } from './serviceEndpoints.ts';

/** One label of a selector that a pod does not satisfy. */
export interface LabelDifference {
  readonly key: string;
  readonly wanted: string;
  /** `undefined` when the pod lacks the label. */
  readonly found: string | undefined;
}

/** The workload whose pods a selector most likely means, and what keeps it from selecting them. */
export interface NearestPods {
  readonly workload: PodWorkload;
  readonly pods: readonly Pod[];
  readonly differences: readonly LabelDifference[];
  /** A selector that selects exactly this workload's pods today. */
  readonly repairedSelector: Labels;
}

/** Weights of what speaks for a workload; only their order matters, and that a name alone can outweigh a shared label. */
const weights = { matchedLabel: 2, similarValue: 2, similarName: 3, servesPort: 2, selectedByOther: -3 };

/** Least score for which a workload is proposed at all: one clear hint. */
const leastScore = 2;

interface Group {
  readonly workload: PodWorkload;
  readonly pods: Pod[];
}

function groupByWorkload(pods: Iterable<Pod>): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    const workload = workloadOf(pod);
    // Bare pods belong together when their author labelled them alike.
    const key =
      workload.kind === 'Pod'
        ? `Pod ${formatLabels(authoredLabels(pod))}`
        : `${workload.kind} ${workload.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { workload, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()];
}

/** Whether a pod declares the port that a Service sends to. Nothing declared says nothing. */
function servesPortOf(pod: Pod, service: Service): boolean {
  return service.ports.some(({ targetPort }) =>
    pod.containers.some((container) =>
      container.ports.some((port) => port.containerPort === targetPort || port.name === targetPort),
    ),
  );
}

function differencesOf(selector: Labels, labels: Labels): readonly LabelDifference[] {
  return Object.entries(selector).flatMap(([key, wanted]) => {
    const found = labelValue(labels, key);
    return found === wanted ? [] : [{ key, wanted, found }];
  });
}

function score(group: Group, service: Service, selector: Labels, others: readonly Service[]): number {
  const [pod] = group.pods;
  if (pod === undefined) return 0;
  const differences = differencesOf(selector, pod.labels);
  const matched = Object.keys(selector).length - differences.length;
  const similarValues = differences
    .map(({ wanted, found }) => (found === undefined ? 0 : similarity(wanted, found)))
    .reduce((sum, value) => sum + (value >= 0.5 ? value : 0), 0);
  const nameSimilarity = Math.max(
    ...[group.workload.name, ...Object.values(authoredLabels(pod))].map((text) =>
      similarity(service.name, text),
    ),
  );
  const selectedByOther = others.some(
    (other) => other.selector !== undefined && matchesEqualitySelector(other.selector, pod.labels),
  );
  return (
    weights.matchedLabel * matched +
    weights.similarValue * similarValues +
    weights.similarName * (nameSimilarity >= 0.6 ? nameSimilarity : 0) +
    (servesPortOf(pod, service) ? weights.servesPort : 0) +
    (selectedByOther ? weights.selectedByOther : 0)
  );
}

/** A selector with the author's keys and the pods' values; widened to all their labels where that selects others too. */
function repairSelector(selector: Labels, group: Group, pods: readonly Pod[]): Labels {
  const [first, ...rest] = group.pods;
  if (first === undefined) return selector;
  const shared = Object.fromEntries(
    Object.entries(authoredLabels(first)).filter(([key, value]) =>
      rest.every((pod) => labelValue(pod.labels, key) === value),
    ),
  );
  const kept = Object.fromEntries(
    Object.keys(selector).flatMap((key) => {
      const value = labelValue(shared, key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const selectsOnlyGroup = (candidate: Labels): boolean =>
    Object.keys(candidate).length > 0 &&
    pods.every((pod) => group.pods.includes(pod) || !matchesEqualitySelector(candidate, pod.labels));
  return selectsOnlyGroup(kept) ? kept : shared;
}

/**
 * The pods that a Service's selector most likely means when it matches none: judged by shared labels, similar values,
 * the Service's name, the declared ports, and whether another Service selects them already. `undefined` when nothing
 * speaks clearly for one workload.
 */
export function findNearestPods(
  snapshot: ClusterSnapshot,
  service: Service,
  selector: Labels,
): NearestPods | undefined {
  const partition = snapshot.namespaces.get(service.namespace);
  if (partition === undefined) return undefined;
  const pods = [...partition.pods.values()].filter(isAlive);
  const others = [...partition.services.values()].filter((other) => other.name !== service.name);
  const [best, second] = groupByWorkload(pods)
    .map((group) => ({ group, score: score(group, service, selector, others) }))
    .sort((left, right) => right.score - left.score);
  if (best === undefined || best.score < leastScore || best.score === second?.score) return undefined;
  const [pod] = best.group.pods;
  if (pod === undefined) return undefined;
  return {
    workload: best.group.workload,
    pods: best.group.pods,
    differences: differencesOf(selector, pod.labels),
    repairedSelector: repairSelector(selector, best.group, pods),
  };
}
