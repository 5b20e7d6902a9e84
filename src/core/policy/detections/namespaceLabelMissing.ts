import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import { labelValue } from '../../model/labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../model/labelSelector.ts';
import {
  matchesLabelSelector,
  requirementsOf,
  satisfies,
  selectsEverything,
} from '../../model/matchSelector.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { podPeersOf, rulesOf } from './rulesOf.ts';

interface Lacking {
  readonly namespace: string;
  readonly requirement: LabelSelectorRequirement;
}

/**
 * The namespace that lacks one label of a selector and was surely meant: it has all the others, or, where the selector has no other, its
 * name is the value that is looked for.
 */
function lackingNamespaces(snapshot: ClusterSnapshot, selector: LabelSelector): readonly Lacking[] {
  const requirements = requirementsOf(selector);
  return [...snapshot.namespaces.keys()].flatMap((namespace): readonly Lacking[] => {
    const { labels } = namespaceLabelsOf(snapshot, namespace);
    const unmet = requirements.filter(
      (requirement) => !satisfies(requirement, labelValue(labels, requirement.key)),
    );
    const [requirement] = unmet;
    if (requirement === undefined || unmet.length > 1) return [];
    if (requirement.operator !== 'In' || labelValue(labels, requirement.key) !== undefined) return [];
    const meant = requirements.length > 1 || requirement.values.includes(namespace);
    return meant ? [{ namespace, requirement }] : [];
  });
}

/**
 * `policy-namespace-label-missing`: a namespaceSelector matches no namespace at all, and one would match but for a label that it
 * lacks. Silent for a selector of namespaces that are yet to come.
 */
export const namespaceLabelMissing: Detection = ({ snapshot, policy }) => {
  if (!isComplete(snapshot.coverage, 'namespaces')) return [];
  return rulesOf(policy).flatMap(({ rule }) =>
    podPeersOf(rule).flatMap(({ path, selection }): readonly PolicyProblem[] => {
      const { namespaces } = selection;
      if (namespaces.kind === 'name' || selectsEverything(namespaces.selector)) return [];
      const { selector } = namespaces;
      const matched = [...snapshot.namespaces.keys()].some((name) =>
        matchesLabelSelector(selector, namespaceLabelsOf(snapshot, name).labels),
      );
      if (matched) return [];
      const [lacking] = lackingNamespaces(snapshot, selector);
      if (lacking === undefined) return [];
      const { namespace, requirement } = lacking;
      const label = `${requirement.key}=${requirement.values[0] ?? ''}`;
      return [
        {
          code: 'policy-namespace-label-missing',
          policy: policy.reference,
          path,
          severity: 'warning',
          certainty: 'likely',
          summary: `the namespaceSelector matches no namespace; ${namespace} would match, but lacks the label ${label}`,
          advice: `Label the namespace, or select it by kubernetes.io/metadata.name, which every namespace has.`,
          objects: [{ kind: 'namespace', name: namespace }],
        },
      ];
    }),
  );
};
