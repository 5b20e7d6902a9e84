import type { Scene } from '../scene/scene.ts';

/** A way to go on typing. */
export interface Suggestion {
  /** What stands in the place of the word at the cursor. */
  readonly insert: string;
  readonly hint: string;
}

/** The word that the cursor stands in, and how it may go on. */
export interface Suggestions {
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Suggestion[];
}

const most = 8;

/** The keys of the search language; src/core/topology/filter/parseFilter.ts reads it. */
export const searchKeys: readonly Suggestion[] = [
  { insert: 'namespace:', hint: 'in a namespace' },
  { insert: 'label:', hint: 'by a label selector, app=web' },
  { insert: 'state:', hint: 'in a state' },
  { insert: 'node:', hint: 'on a node' },
  { insert: 'kind:', hint: 'of a kind' },
];

const states: readonly Suggestion[] = [
  { insert: 'problem', hint: 'errors and warnings' },
  { insert: 'error', hint: 'broken' },
  { insert: 'warning', hint: 'degraded' },
  { insert: 'unknown', hint: 'not readable' },
  { insert: 'inactive', hint: 'finished or scaled to nothing' },
  { insert: 'ok', hint: 'no problem known' },
];

const kinds = ['service', 'workload', 'pod', 'ingress', 'gateway', 'route', 'policy', 'node', 'external'];

function valuesOf(key: string, scene: Scene): readonly Suggestion[] {
  const names = (kind: string): readonly Suggestion[] =>
    [...scene.marks.values()]
      .filter((mark) => mark.kind === kind && mark.objectKind !== 'Rest')
      .map(({ name, badge }) => ({ insert: name, hint: badge }))
      .sort((left, right) => (left.insert < right.insert ? -1 : 1));
  switch (key) {
    case 'namespace':
    case 'ns':
      return names('namespace');
    case 'node':
      return names('node');
    case 'state':
    case 'is':
      return states;
    case 'kind':
      return kinds.map((insert) => ({ insert, hint: '' }));
    default:
      return [];
  }
}

/** How the word at the cursor may go on; no entries where anything may follow. */
export function suggest(text: string, cursor: number, scene: Scene): Suggestions {
  const start = text.lastIndexOf(' ', cursor - 1) + 1;
  const space = text.indexOf(' ', cursor);
  const end = space < 0 ? text.length : space;
  const word = text.slice(start, cursor).toLowerCase();
  const negation = word.startsWith('-') ? '-' : '';
  const bare = word.slice(negation.length);
  const colon = bare.indexOf(':');
  if (bare === '') return { start, end, entries: [] };
  if (colon < 0) {
    const entries = searchKeys
      .filter(({ insert }) => insert.startsWith(bare))
      .map(({ insert, hint }) => ({ insert: `${negation}${insert}`, hint }));
    return { start, end, entries };
  }
  const [key, value] = [bare.slice(0, colon), bare.slice(colon + 1)];
  const entries = valuesOf(key, scene)
    .filter(({ insert }) => insert.toLowerCase().startsWith(value) && insert.toLowerCase() !== value)
    .slice(0, most)
    .map(({ insert, hint }) => ({ insert: `${negation}${key}:${insert} `, hint }));
  return { start, end, entries };
}

/** The term that leaves only what has a problem. */
const problemTerm = 'state:problem';

/** Whether a search shows problems only. */
export function showsProblemsOnly(text: string): boolean {
  return text.split(/\s+/).includes(problemTerm);
}

/** The search with or without the term that leaves only problems. */
export function toggleProblemsOnly(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const others = words.filter((word) => word !== problemTerm);
  return (others.length < words.length ? others : [...others, problemTerm]).join(' ');
}
