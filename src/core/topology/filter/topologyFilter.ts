import type { Pod } from '../../model/clusterSnapshot.ts';
import type { Labels } from '../../model/labels.ts';
import { matchesLabelSelector } from '../../model/matchSelector.ts';
import type { TopologyNode, TopologyPart } from '../topology.ts';
import type { TopologyState } from '../../model/topologyState.ts';
import { type FilterTerm, parseFilter } from './parseFilter.ts';

/** What of one part a search means, before its surroundings are added. */
export interface PartMatches {
  readonly frame: boolean;
  readonly members: ReadonlySet<string>;
  /** By member that does not match as a whole: the pods in it that do. */
  readonly pods: ReadonlyMap<string, readonly Pod[]>;
}

/** One thing as the terms see it. */
interface Candidate {
  readonly namespace: string;
  readonly name: string;
  /** The mark's kind, then the API's in lower case. */
  readonly kinds: readonly [string, string];
  readonly state: TopologyState;
  readonly labels: () => Labels;
  /** Where it runs; absent for what runs nowhere. */
  readonly node?: string;
}

function meets(term: FilterTerm, candidate: Candidate): boolean {
  switch (term.kind) {
    case 'word':
      return `${candidate.namespace}/${candidate.name}`.toLowerCase().includes(term.word);
    case 'namespace':
      return term.patterns.some((pattern) => pattern.test(candidate.namespace));
    case 'node':
      return (
        candidate.node !== undefined && term.patterns.some((pattern) => pattern.test(candidate.node ?? ''))
      );
    case 'label':
      return matchesLabelSelector(term.selector, candidate.labels());
    case 'state':
      return term.states.has(candidate.state);
    case 'kind':
      return candidate.kinds.some((kind) => term.kinds.has(kind));
  }
}

/**
 * A search that is asked again at each change of the graph: what it said of a pod or of a part that is still the same is
 * remembered.
 */
export class TopologyFilter {
  readonly text: string;
  readonly problems: readonly string[];
  readonly #terms: readonly FilterTerm[];
  readonly #excluding: readonly FilterTerm[];
  /** Whether it speaks of frames: what runs somewhere, and states, say nothing about one unless it is meant itself. */
  readonly #meansFrames: boolean;
  readonly #parts = new WeakMap<TopologyPart, PartMatches>();
  readonly #pods = new WeakMap<Pod, boolean>();

  constructor(text: string) {
    const { terms, excluding, problems } = parseFilter(text);
    this.text = text;
    this.problems = problems;
    this.#terms = terms;
    this.#excluding = excluding;
    const kinds = terms.flatMap((term) => (term.kind === 'kind' ? [...term.kinds] : []));
    this.#meansFrames =
      kinds.some((kind) => kind === 'namespace' || kind === 'node') ||
      terms.every(({ kind }) => kind === 'word' || kind === 'namespace');
  }

  /** Whether everything is meant. */
  get isEmpty(): boolean {
    return this.#terms.length === 0 && this.#excluding.length === 0;
  }

  /** What of a part is meant. */
  matches(part: TopologyPart): PartMatches {
    let matches = this.#parts.get(part);
    if (matches === undefined) {
      matches = this.#match(part);
      this.#parts.set(part, matches);
    }
    return matches;
  }

  #meets(candidate: Candidate): boolean {
    return (
      this.#terms.every((term) => meets(term, candidate)) &&
      !this.#excluding.some((term) => meets(term, candidate))
    );
  }

  #match(part: TopologyPart): PartMatches {
    const { frame } = part;
    const isNode = frame.kind === 'node';
    const members = new Set<string>();
    const pods = new Map<string, readonly Pod[]>();
    for (const member of part.members) {
      if (this.#meetsMember(part, member)) {
        members.add(member.id);
        continue;
      }
      const group = part.groups.get(member.id);
      const found = group?.pods.filter((pod) => this.#meetsPod(pod, group.nodeOf)) ?? [];
      if (found.length > 0) pods.set(member.id, found);
    }
    const meant = this.#meansFrames || (isNode && this.#terms.some(({ kind }) => kind === 'node'));
    return {
      frame:
        meant && this.#meets({ ...candidateOf(frame, () => ({})), ...(isNode ? { node: frame.name } : {}) }),
      members,
      pods,
    };
  }

  #meetsMember(part: TopologyPart, member: TopologyNode): boolean {
    const node = part.runsOn(member);
    return this.#meets({
      ...candidateOf(member, () => part.labelsOf(member)),
      ...(node === undefined ? {} : { node }),
    });
  }

  #meetsPod(pod: Pod, nodeOf: (pod: Pod) => TopologyNode): boolean {
    let meets = this.#pods.get(pod);
    if (meets === undefined) {
      const { labels, nodeName } = pod;
      meets = this.#meets({
        ...candidateOf(nodeOf(pod), () => labels),
        ...(nodeName === undefined ? {} : { node: nodeName }),
      });
      this.#pods.set(pod, meets);
    }
    return meets;
  }
}

function candidateOf(
  { namespace, name, kind, objectKind, state }: TopologyNode,
  labels: () => Labels,
): Candidate {
  return { namespace, name, kinds: [kind, objectKind.toLowerCase()], state, labels };
}
