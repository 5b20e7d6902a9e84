import type { LabelSelector, LabelSelectorRequirement } from '../model/labelSelector.ts';
import type { PolicyDialect } from './dialect.ts';
import { requirementsOf } from '../model/matchSelector.ts';

/** Whether something without any label satisfies the condition. */
function excludes({ operator }: LabelSelectorRequirement): boolean {
  return operator === 'NotIn' || operator === 'DoesNotExist';
}

/** Whether a selector only says what labels must not be: what has none satisfies it. An empty one does so too. */
export function onlyExcludes(selector: LabelSelector): boolean {
  return requirementsOf(selector).every(excludes);
}

/**
 * A selector of pods as an enforcer reads it: conditions on labels that it does not know are as for pods without those
 * labels.
 */
export function seenSelector(selector: LabelSelector, dialect: PolicyDialect): LabelSelector {
  if (dialect.unseenPodLabels.length === 0) return selector;
  const unseen = new RegExp(`^(?:${dialect.unseenPodLabels.join('|')})`, 'u');
  const requirements = requirementsOf(selector);
  if (!requirements.some(({ key }) => unseen.test(key))) return selector;
  return {
    matchLabels: {},
    matchExpressions: requirements.flatMap((requirement) => {
      if (!unseen.test(requirement.key)) return [requirement];
      // In without values is satisfied by nothing.
      return excludes(requirement) ? [] : [{ key: requirement.key, operator: 'In' as const, values: [] }];
    }),
  };
}
