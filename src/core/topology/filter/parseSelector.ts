import type { LabelSelector, LabelSelectorRequirement } from '../../model/labelSelector.ts';

const setForm = /^([^\s=!,()]+)\s+(in|notin)\s*\(([^()]*)\)$/i;
const equalForm = /^([^\s=!,()]+)\s*(==?|!=)\s*([^\s=!,()]*)$/;
const keyForm = /^(!?)\s*([^\s=!,()]+)$/;

/** Cuts at commas outside of parentheses. */
function requirementTexts(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, part] = [0, ''];
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part].map((own) => own.trim()).filter((own) => own !== '');
}

function parseRequirement(text: string): LabelSelectorRequirement | undefined {
  const set = setForm.exec(text);
  if (set !== null) {
    const [, key = '', operator = '', list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return { key, operator: operator.toLowerCase() === 'in' ? 'In' : 'NotIn', values };
  }
  const equal = equalForm.exec(text);
  if (equal !== null) {
    const [, key = '', operator = '', value = ''] = equal;
    return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] };
  }
  const [, absent = '', key] = keyForm.exec(text) ?? [];
  if (key === undefined) return undefined;
  return { key, operator: absent === '!' ? 'DoesNotExist' : 'Exists', values: [] };
}

/**
 * Reads a label selector as `kubectl -l` takes it: `app=web,tier in (a,b),!canary`.
 * @returns the text that cannot be understood when it is none
 */
export function parseSelector(text: string): LabelSelector | string {
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const part of requirementTexts(text)) {
    const requirement = parseRequirement(part);
    if (requirement === undefined) return part;
    matchExpressions.push(requirement);
  }
  return matchExpressions.length === 0 ? text : { matchLabels: {}, matchExpressions };
}
