import type { QuestionFacts } from './questionFacts.ts';

/** Whether a name is asked that was not seen to resolve. */
export function nameFails({ destination }: QuestionFacts): boolean {
  const { name } = destination;
  if (name === undefined) return false;
  return !(name.lookup.state === 'answered' && name.lookup.value.status === 'resolved');
}
