import type { LabelSelector } from '../../model/labelSelector.ts';
import type { TopologyKind } from '../topology.ts';
import type { TopologyState } from '../../model/topologyState.ts';
import { parseSelector } from './parseSelector.ts';

/** A condition that a thing on the map meets or not. Several values are alternatives. */
export type FilterTerm =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'namespace' | 'node'; readonly patterns: readonly RegExp[] }
  | { readonly kind: 'label'; readonly selector: LabelSelector }
  | { readonly kind: 'state'; readonly states: ReadonlySet<TopologyState> }
  /** Kinds of marks, and API kinds in lower case (`deployment`). */
  | { readonly kind: 'kind'; readonly kinds: ReadonlySet<string> };

/** A search as it was understood: all terms have to be met, and none of the excluding ones. */
export interface ParsedFilter {
  readonly terms: readonly FilterTerm[];
  readonly excluding: readonly FilterTerm[];
  /** What cannot be understood, in words; such a term is left out. */
  readonly problems: readonly string[];
}

const stateWords: ReadonlyMap<string, readonly TopologyState[]> = new Map<string, readonly TopologyState[]>([
  ['ok', ['ok']],
  ['ready', ['ok']],
  ['warning', ['warning']],
  ['error', ['error']],
  ['broken', ['error']],
  ['unknown', ['unknown']],
  ['inactive', ['inactive']],
  ['problem', ['error', 'warning']],
]);

const kindWords: ReadonlyMap<string, TopologyKind> = new Map<string, TopologyKind>([
  ['ns', 'namespace'],
  ['svc', 'service'],
  ['po', 'pod'],
  ['ing', 'ingress'],
  ['gw', 'gateway'],
  ['no', 'node'],
  ['outside', 'external'],
]);

const keyWords: ReadonlyMap<string, FilterTerm['kind']> = new Map<string, FilterTerm['kind']>([
  ['namespace', 'namespace'],
  ['ns', 'namespace'],
  ['label', 'label'],
  ['l', 'label'],
  ['state', 'state'],
  ['is', 'state'],
  ['node', 'node'],
  ['kind', 'kind'],
]);
const understood = 'namespace:, label:, state:, node: and kind:';

interface Token {
  readonly negated: boolean;
  readonly key?: string;
  readonly value: string;
}

const tokenForm = /(-?)(?:([A-Za-z]+):)?(?:"([^"]*)("|$)|([^\s"]+))/g;

function tokensOf(text: string, problems: string[]): readonly Token[] {
  return [...text.matchAll(tokenForm)].flatMap((match): readonly Token[] => {
    const [whole, minus, key, quoted, end, bare] = match;
    if (end === '') problems.push(`A quotation mark is not closed: ${whole}`);
    const value = (quoted ?? bare ?? '').trim();
    if (value === '' || value === '-') return [];
    if (key === undefined && quoted === undefined && value.endsWith(':')) {
      problems.push(`Nothing stands after ${value}`);
      return [];
    }
    return [{ negated: minus === '-', ...(key === undefined ? {} : { key: key.toLowerCase() }), value }];
  });
}

/** A name, in which `*` stands for any characters. */
function patternOf(value: string): RegExp {
  const escaped = value.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i');
}

function termOf({ key, value }: Token, problems: string[]): FilterTerm | undefined {
  if (key === undefined) return { kind: 'word', word: value.toLowerCase() };
  const kind = keyWords.get(key);
  const values = value
    .toLowerCase()
    .split(',')
    .filter((own) => own !== '');
  switch (kind) {
    case 'namespace':
    case 'node':
      return { kind, patterns: values.map(patternOf) };
    case 'label': {
      const selector = parseSelector(value);
      if (typeof selector !== 'string') return { kind, selector };
      problems.push(`"${selector}" is no label selector: app=web, tier in (a,b), !canary`);
      return undefined;
    }
    case 'state': {
      const wrong = values.filter((own) => !stateWords.has(own));
      if (wrong.length > 0)
        problems.push(`"${wrong.join(', ')}" is no state: ok, warning, error, unknown, inactive, problem`);
      const states = values.flatMap((own) => stateWords.get(own) ?? []);
      return states.length === 0 ? undefined : { kind, states: new Set(states) };
    }
    case 'kind':
      return {
        kind,
        kinds: new Set(values.map((own) => kindWords.get(own) ?? own.replace(/([^s])s$/, '$1'))),
      };
    case 'word':
    case undefined:
      problems.push(`"${key}:" is not understood; there are ${understood}`);
      return undefined;
  }
}

/** Alternatives of one key that were given as terms of their own: `ns:a ns:b`. */
function joinAlternatives(terms: readonly FilterTerm[]): readonly FilterTerm[] {
  const joined: FilterTerm[] = [];
  for (const term of terms) {
    const index = joined.findIndex(({ kind }) => kind === term.kind);
    const known = joined[index];
    if (known?.kind === 'namespace' && term.kind === 'namespace')
      joined[index] = { kind: 'namespace', patterns: [...known.patterns, ...term.patterns] };
    else if (known?.kind === 'node' && term.kind === 'node')
      joined[index] = { kind: 'node', patterns: [...known.patterns, ...term.patterns] };
    else if (known?.kind === 'state' && term.kind === 'state')
      joined[index] = { kind: 'state', states: new Set([...known.states, ...term.states]) };
    else if (known?.kind === 'kind' && term.kind === 'kind')
      joined[index] = { kind: 'kind', kinds: new Set([...known.kinds, ...term.kinds]) };
    else joined.push(term);
  }
  return joined;
}

/**
 * Reads a search: free words that have to occur in `NAMESPACE/NAME`, `namespace:` (`ns:`) and `node:` with names in which `*`
 * stands for anything, `label:` with a selector as kubectl takes it, `state:`, `kind:`; values in quotation marks may hold
 * spaces; a leading `-` excludes. Values of one key are alternatives. Never throws.
 */
export function parseFilter(text: string): ParsedFilter {
  const problems: string[] = [];
  const terms: FilterTerm[] = [];
  const excluding: FilterTerm[] = [];
  for (const token of tokensOf(text, problems)) {
    const term = termOf(token, problems);
    if (term !== undefined) (token.negated ? excluding : terms).push(term);
  }
  return { terms: joinAlternatives(terms), excluding, problems };
}
