import { labelValue, type Labels } from '../../model/labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../model/labelSelector.ts';
import { requirementsOf, satisfies } from '../../model/matchSelector.ts';
import { isTypingError } from '../../model/nearestNames.ts';

/** A selector with one word corrected so that it matches given labels. */
export interface CorrectedSelector {
  readonly selector: LabelSelector;
  /** `app=crat`: as it is written. */
  readonly wanted: string;
  /** `app=cart`: as the labels have it. */
  readonly found: string;
}

function meant(
  { key, operator, values }: LabelSelectorRequirement,
  labels: Labels,
): readonly [string, string] | undefined {
  if (operator !== 'In') return undefined;
  const found = labelValue(labels, key);
  if (found !== undefined)
    return values.some((value) => isTypingError(value, found)) ? [key, found] : undefined;
  return Object.entries(labels).find(([other, value]) => isTypingError(key, other) && values.includes(value));
}

/** Where exactly one requirement of a selector fails, and by a slip of the pen in its key or value. */
export function correctSelector(selector: LabelSelector, labels: Labels): CorrectedSelector | undefined {
  const unmet = requirementsOf(selector).filter((own) => !satisfies(own, labelValue(labels, own.key)));
  const [lack] = unmet;
  if (lack === undefined || unmet.length > 1) return undefined;
  const pair = meant(lack, labels);
  if (pair === undefined) return undefined;
  const [key, value] = pair;
  const { matchLabels, matchExpressions } = selector;
  const others = Object.fromEntries(Object.entries(matchLabels).filter(([own]) => own !== lack.key));
  return {
    selector: {
      matchLabels: { ...others, [key]: value },
      matchExpressions: matchExpressions.filter((own) => own.key !== lack.key || own.operator !== 'In'),
    },
    wanted: `${lack.key}=${lack.values.join(' or ')}`,
    found: `${key}=${value}`,
  };
}
