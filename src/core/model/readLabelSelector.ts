import type { LabelSelector, LabelSelectorRequirement } from './labelSelector.ts';
import {
  type RawObject,
  readChoice,
  readEach,
  readLabels,
  readRecord,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';

function readRequirement(raw: RawObject, report: ReportField): LabelSelectorRequirement | undefined {
  const key = readText(raw, 'key', report);
  const operator = readChoice(raw, 'operator', ['In', 'NotIn', 'Exists', 'DoesNotExist'], report);
  if (key !== undefined && operator !== undefined)
    return { key, operator, values: readTexts(raw, 'values', report) };
  report('', 'an expression needs a key and an operator');
  return undefined;
}

/** Reads a meta/v1 LabelSelector; one that is absent reads as an empty one. */
export function readLabelSelector(raw: RawObject, key: string, report: ReportField): LabelSelector {
  const selector = readRecord(raw, key, report);
  const inSelector = within(report, key);
  return {
    matchLabels: readLabels(selector, 'matchLabels', inSelector),
    matchExpressions: readEach(selector, 'matchExpressions', inSelector, readRequirement),
  };
}

/** Whether a field is there at all: null counts as absent, as in the API's own decoder. */
export function hasField(raw: RawObject, key: string): boolean {
  return Object.hasOwn(raw, key) && raw[key] !== null && raw[key] !== undefined;
}
