import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { emptyPartition } from '../model/emptySnapshot.ts';
import { formatLabels, labelValue, type Labels, matchesEqualitySelector } from '../model/labels.ts';
import { nearestNames } from '../model/nearestNames.ts';
import { findNearestPods } from '../model/nearestPods.ts';
import { authoredLabels } from '../model/podWorkload.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { ownerWords } from './targetPort.ts';

/** A selector that would match, and whose pods it would select. */
export interface SelectorCandidate {
  readonly selector: Labels;
  /** `Deployment web`. */
  readonly selects: readonly string[];
}

const mostCandidates = 3;

function withPods(snapshot: ClusterSnapshot, namespace: string, pods: readonly Pod[]): ClusterSnapshot {
  const partition = snapshot.namespaces.get(namespace) ?? emptyPartition(namespace);
  const all = new Map(pods.map((pod) => [pod.name, pod]));
  return { ...snapshot, namespaces: new Map([[namespace, { ...partition, pods: all }]]) };
}

/** Selectors that differ in one value, or in one key, from a label that pods carry. */
function oneLabelAway(selector: Labels, pods: readonly Pod[]): readonly Labels[] {
  const labels = pods.map(authoredLabels);
  return Object.entries(selector).flatMap(([key, wanted]) => {
    const values = labels.flatMap((own) => labelValue(own, key) ?? []);
    const keys = labels
      .flatMap((own) => Object.keys(own))
      .filter((own) => labelValue(selector, own) === undefined);
    const rename = (name: string): Labels =>
      Object.fromEntries(Object.entries(selector).map(([own, value]) => [own === key ? name : own, value]));
    return [
      ...(values.includes(wanted) ? [] : nearestNames(wanted, values)).map((value) => ({
        ...selector,
        [key]: value,
      })),
      ...(values.length > 0 ? [] : nearestNames(key, keys)).map(rename),
    ];
  });
}

/**
 * What an equality selector that matches nothing may have meant, likeliest first.
 * @param service whose name and ports speak for some pods; absent for what is no Service
 */
export function selectorCandidates(
  snapshot: ClusterSnapshot,
  namespace: string,
  selector: Labels,
  pods: readonly Pod[],
  service?: Service,
): readonly SelectorCandidate[] {
  const alive = pods.filter(isAlive);
  const nearest =
    service === undefined
      ? undefined
      : findNearestPods(withPods(snapshot, namespace, alive), service, selector)?.repairedSelector;
  const near = oneLabelAway(selector, alive);
  // A repair that needs more labels than the author gave says more than was meant: what was mistyped comes first.
  const widened = nearest !== undefined && Object.keys(nearest).length > Object.keys(selector).length;
  const selectors = nearest === undefined ? near : widened ? [...near, nearest] : [nearest, ...near];
  const candidates = new Map<string, SelectorCandidate>();
  for (const candidate of selectors) {
    const selected = alive.filter((pod) => matchesEqualitySelector(candidate, pod.labels));
    const key = formatLabels(candidate);
    if (selected.length === 0 || Object.keys(candidate).length === 0 || candidates.has(key)) continue;
    candidates.set(key, { selector: candidate, selects: [...new Set(selected.map(ownerWords))] });
  }
  return [...candidates.values()].slice(0, mostCandidates);
}
