import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import { labelValue } from '../../model/labels.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';
import {
  matchesLabelSelector,
  requirementsOf,
  satisfies,
  selectsEverything,
} from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import type { CauseSearch } from './denial.ts';
import { fieldPathOf, type PolicyChange, rulePlacesOf } from './policyChange.ts';

/** Whether a value speaks of a namespace: its name, or a part of it (`ops` and `team-ops`). */
export function speaksOf(values: readonly string[], name: string): boolean {
  return values.some((value) => value === name || name.split('-').includes(value));
}

function isSelected(snapshot: ClusterSnapshot, selector: LabelSelector): boolean {
  return [...snapshot.namespaces.keys()].some((name) =>
    matchesLabelSelector(selector, namespaceLabelsOf(snapshot, name).labels),
  );
}

/**
 * `policy-namespace-label-missing`: the namespaceSelector would match the other end's namespace but for a label that it lacks. Where other
 * namespaces do have the label the rest of the peer has to speak of this one: a label that is not given is how namespaces
 * are kept out.
 */
export const namespaceLabelLacking: CauseSearch = ({ snapshot, direction, other, isolating }) => {
  const namespace = other === undefined ? undefined : snapshot.namespaces.get(other.namespace)?.namespace;
  if (other === undefined || namespace === undefined) return [];
  if (!isComplete(snapshot.coverage, 'namespaces')) return [];
  return isolating
    .flatMap((policy) => rulePlacesOf(policy, direction))
    .flatMap((place) =>
      place.rule.peers.flatMap(({ namespaceSelector, podSelector }, index) => {
        if (namespaceSelector === undefined) return [];
        if (podSelector !== undefined && !matchesLabelSelector(podSelector, other.labels)) return [];
        const requirements = requirementsOf(namespaceSelector);
        const { labels } = namespaceLabelsOf(snapshot, namespace.name);
        const unmet = requirements.filter((own) => !satisfies(own, labelValue(labels, own.key)));
        const [lack] = unmet;
        const value = lack?.values[0];
        if (lack === undefined || value === undefined || unmet.length > 1) return [];
        if (lack.operator !== 'In' || labelValue(labels, lack.key) !== undefined) return [];
        const meansPods = podSelector !== undefined && !selectsEverything(podSelector);
        const meantElsewhere = [...snapshot.namespaces.keys()].some(
          (name) => name !== namespace.name && speaksOf(lack.values, name),
        );
        const isMeant =
          speaksOf(lack.values, namespace.name) ||
          (!meantElsewhere &&
            (meansPods || requirements.length > 1 || !isSelected(snapshot, namespaceSelector)));
        if (!isMeant) return [];
        const label = `${lack.key}=${value}`;
        const change: PolicyChange = { kind: 'namespace-label', namespace, key: lack.key, value };
        const { policy } = place;
        return [
          {
            code: 'policy-namespace-label-missing' as const,
            policy: { kind: 'networkpolicy' as const, namespace: policy.namespace, name: policy.name },
            path: fieldPathOf(place, { list: 'peers', index }),
            certainty: 'proven' as const,
            summary: `it allows namespaces with the label ${label}, and namespace ${namespace.name} has no such label`,
            advice: `Give namespace ${namespace.name} the label ${label}, or select it by kubernetes.io/metadata.name, which every namespace has.`,
            objects: [{ kind: 'namespace' as const, name: namespace.name }],
            change,
          },
        ];
      }),
    );
};
