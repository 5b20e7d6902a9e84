import { labelValue, type Labels } from './labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from './labelSelector.ts';
import { allTrue, type Truth } from './truth.ts';

/** Labels as far as they are known. */
export interface KnownLabels {
  readonly labels: Labels;
  /** Whether a label that is not among them is surely absent. */
  readonly complete: boolean;
}

/** Every condition of a selector in the one form; `key: value` means `key In (value)` (meta/v1 LabelSelector). */
export function requirementsOf(selector: LabelSelector): readonly LabelSelectorRequirement[] {
  const pairs = Object.entries(selector.matchLabels);
  return [
    ...pairs.map(([key, value]): LabelSelectorRequirement => ({ key, operator: 'In', values: [value] })),
    ...selector.matchExpressions,
  ];
}

/** Whether a label with this value (`undefined`: without it) satisfies a condition. NotIn is satisfied by absence. */
export function satisfies(
  { operator, values }: LabelSelectorRequirement,
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Whether labels satisfy one condition, as far as they are known. */
export function matchRequirement(requirement: LabelSelectorRequirement, known: KnownLabels): Truth {
  const value = labelValue(known.labels, requirement.key);
  if (value === undefined && !known.complete) return 'unknown';
  return satisfies(requirement, value);
}

/** Whether labels satisfy a selector, as far as they are known; an empty one selects everything. */
export function matchLabelSelector(selector: LabelSelector, known: KnownLabels): Truth {
  return allTrue(requirementsOf(selector).map((requirement) => matchRequirement(requirement, known)));
}

/** Whether labels that are all known satisfy a selector; an empty one selects everything. */
export function matchesLabelSelector(selector: LabelSelector, labels: Labels): boolean {
  return requirementsOf(selector).every((requirement) =>
    satisfies(requirement, labelValue(labels, requirement.key)),
  );
}

/** Whether a selector selects everything. */
export function selectsEverything(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
}
