import { countOf } from '../topology.ts';

/** One line of what is known of a thing. */
export interface DetailFact {
  readonly label: string;
  readonly value: string;
  /** The id of the thing that the value names, where it is one that the map can show. */
  readonly id?: string;
}

/** Values of one label beyond this are counted only. */
const mostValues = 8;

/** A line, or none when there is nothing to say. */
export function fact(label: string, value: string | undefined, id?: string): readonly DetailFact[] {
  if (value === undefined || value === '') return [];
  return [{ label, value, ...(id === undefined ? {} : { id }) }];
}

/** A line for each of several things, the first ones only where there are many. */
export function factList(
  label: string,
  all: readonly { readonly value: string; readonly id?: string }[],
): readonly DetailFact[] {
  const shown = all.slice(0, all.length <= mostValues + 1 ? all.length : mostValues);
  const left = all.length - shown.length;
  return [
    ...shown.map(({ value, id }) => ({ label, value, ...(id === undefined ? {} : { id }) })),
    ...(left > 0 ? [{ label, value: `and ${countOf(left, 'more', 'more')}` }] : []),
  ];
}
