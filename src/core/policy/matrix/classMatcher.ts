import type { AddressFamily } from '../../address/addressFamily.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../model/labelSelector.ts';
import { labelValue } from '../../model/labels.ts';
import type {
  CompiledPeer,
  CompiledPort,
  CompiledRule,
  NamespaceSelection,
  PodSelection,
  PolicyDirection,
} from '../compiledPolicy.ts';
import { type KnownLabels, requirementsOf, satisfies } from '../../model/matchSelector.ts';
import { matchPeer } from '../matchPeer.ts';
import { dialledPort, matchPort } from '../matchPort.ts';
import { namespaceLabelsOf } from '../../model/namespaceLabels.ts';
import { matchNamespace } from '../podSelection.ts';
import type { PolicyEnd } from '../policyQuery.ts';
import { type EndRole, resolveEnd, type TrafficEnd } from '../trafficEnd.ts';
import type { Truth } from '../../model/truth.ts';
import { addAll, addBit, type BitSet, emptyBitSet, retainAll } from './bitSet.ts';
import { type ClassSet, classSetWhere, everyClass, intersectionOf, noClass, unionOf } from './classSets.ts';
import { commonFamily, type MatrixClass } from './matrixClasses.ts';
import type { Families, PolicyLens, SeenEnd } from './matrixEnds.ts';

/** A port that a matrix is asked about; a name is resolved by each destination. */
export interface MatrixPort {
  readonly port: number | string;
  readonly protocol: TransportProtocol;
}

/** What of a class decides a peer of addresses or nodes, and what decides a port. */
const facets = {
  place: ({ place }: SeenEnd): string => place,
  ports: ({ ports, kind }: SeenEnd): string => `${kind} ${ports}`,
} as const;

interface Facet {
  readonly numberOf: Int32Array;
  /** By number: any class that has it. */
  readonly first: readonly number[];
}

/**
 * Answers which classes a selector, a peer or a port of a policy matches, each asked once. What only addresses, node labels
 * or port names decide is asked of one class among those that agree in them, with the functions that judge a single pair.
 */
export class ClassMatcher {
  readonly size: number;
  readonly every: ClassSet;
  readonly none: ClassSet;
  /** Classes that may be a pod or node which is not known; none of them surely. */
  readonly doubted: ClassSet;
  readonly #lens: PolicyLens;
  readonly #classes: readonly MatrixClass[];
  readonly #seen: readonly SeenEnd[];
  /** Classes of pods with a network of their own, by the values of a label. */
  readonly #byLabel = new Map<string, Map<string | undefined, BitSet>>();
  readonly #byNamespace = new Map<string, BitSet>();
  readonly #namespaceLabels = new Map<string, KnownLabels>();
  readonly #answers = new Map<string, ClassSet>();
  readonly #resolved = new Map<string, Map<PolicyEnd, TrafficEnd>>();
  readonly #facets = new Map<keyof typeof facets, Facet>();

  /** @param lens which of the lenses under which the classes were made */
  constructor(lens: PolicyLens, classes: readonly MatrixClass[], lensNumber: number) {
    this.#lens = lens;
    this.#classes = classes;
    this.size = classes.length;
    this.every = everyClass(this.size);
    this.none = noClass(this.size);
    this.#seen = classes.map(({ seen }) => seen[lensNumber] ?? unseen);
    this.#index();
    this.doubted = classSetWhere(this.size, (index) => this.#doubt(this.seen(index), classes[index]));
  }

  /** What a class is under this lens. */
  seen(index: number): SeenEnd {
    return this.#seen[index] ?? unseen;
  }

  /** The classes of pods that a policy's subject or a peer selects. */
  pods({ namespaces, pods }: PodSelection): ClassSet {
    return this.#remember(`pods ${JSON.stringify([namespaces, pods])}`, () =>
      intersectionOf(this.#namespaces(namespaces), this.#labels(pods)),
    );
  }

  /** The classes from which (ingress) or to which (egress) a connection with this subject matches one of the rule's peers. */
  peers({ peers }: CompiledRule, direction: PolicyDirection, subject: Families): ClassSet {
    if (peers === 'any') return this.every;
    return peers
      .map((peer) => this.#peer(peer, direction, subject))
      .reduce((all, each) => (all === this.none ? each : unionOf(all, each)), this.none);
  }

  /** The destinations at which the port matches one of the rule's ports. */
  ports({ ports }: CompiledRule, asked: MatrixPort): ClassSet {
    if (ports === 'any') return this.every;
    return ports
      .map((port) => this.#port(port, asked))
      .reduce((all, each) => (all === this.none ? each : unionOf(all, each)), this.none);
  }

  #index(): void {
    const keys = this.#lens.vocabulary.podLabels;
    for (const key of keys) this.#byLabel.set(key, new Map());
    this.#seen.forEach(({ kind, pod }, index) => {
      if (kind !== 'pod' || pod === undefined) return;
      this.#addTo(this.#byNamespace, pod.namespace, index);
      for (const key of keys) {
        const values = this.#byLabel.get(key);
        if (values !== undefined) this.#addTo(values, labelValue(pod.labels, key), index);
      }
    });
    for (const name of this.#byNamespace.keys())
      this.#namespaceLabels.set(name, namespaceLabelsOf(this.#lens.snapshot, name));
  }

  #addTo<Key>(sets: Map<Key, BitSet>, key: Key, index: number): void {
    let set = sets.get(key);
    if (set === undefined) {
      set = emptyBitSet(this.size);
      sets.set(key, set);
    }
    addBit(set, index);
  }

  #remember(key: string, answer: () => ClassSet): ClassSet {
    let known = this.#answers.get(key);
    if (known === undefined) {
      known = answer();
      this.#answers.set(key, known);
    }
    return known;
  }

  #namespaces(selection: NamespaceSelection): ClassSet {
    return this.#remember(`namespaces ${JSON.stringify(selection)}`, () => {
      const sure = emptyBitSet(this.size);
      let maybe = sure;
      // A name is looked up; 500 policies that name their own namespace would ask 500 namespaces each.
      const candidates = selection.kind === 'name' ? [selection.name] : this.#byNamespace.keys();
      for (const name of candidates) {
        const classes = this.#byNamespace.get(name);
        const labels = this.#namespaceLabels.get(name);
        if (classes === undefined || labels === undefined) continue;
        const truth = matchNamespace(selection, name, labels);
        if (truth === true) addAll(sure, classes);
        else if (truth === 'unknown') {
          if (maybe === sure) maybe = emptyBitSet(this.size);
          addAll(maybe, classes);
        }
      }
      if (maybe !== sure) addAll(maybe, sure);
      return this.#withUnknownEnds({ sure, maybe });
    });
  }

  /** An end of which nothing is known may be selected by anything. */
  #withUnknownEnds(set: ClassSet): ClassSet {
    return this.doubted.maybe === this.doubted.sure ? set : unionOf(set, this.doubted);
  }

  #doubt({ kind }: SeenEnd, matrixClass: MatrixClass | undefined): Truth {
    if (kind === 'unknown') return 'unknown';
    if (kind !== 'external' || matrixClass === undefined) return false;
    const end = resolveEnd(this.#lens.snapshot, matrixClass.end, 'source');
    return end.kind === 'external' && end.doubt !== '' ? 'unknown' : false;
  }

  #labels(selector: LabelSelector): ClassSet {
    return this.#remember(`labels ${JSON.stringify(selector)}`, () => {
      const classes = emptyBitSet(this.size);
      for (const own of this.#byNamespace.values()) addAll(classes, own);
      for (const requirement of requirementsOf(selector)) retainAll(classes, this.#satisfying(requirement));
      return this.#withUnknownEnds({ sure: classes, maybe: classes });
    });
  }

  #satisfying(requirement: LabelSelectorRequirement): BitSet {
    const classes = emptyBitSet(this.size);
    for (const [value, own] of this.#byLabel.get(requirement.key) ?? []) {
      if (satisfies(requirement, value)) addAll(classes, own);
    }
    return classes;
  }

  #peer(peer: CompiledPeer, direction: PolicyDirection, subject: Families): ClassSet {
    if (peer.kind === 'pods') return this.pods(peer.selection);
    if (peer.kind === 'unsupported') return { sure: this.none.sure, maybe: this.every.maybe };
    const meaning =
      peer.kind === 'nodes'
        ? JSON.stringify(peer.selector)
        : [peer.blocks, peer.except].map((blocks) => blocks.map(({ text }) => text).join()).join(' ');
    const families = peer.kind === 'nodes' ? 0 : subject;
    return this.#remember(`${peer.kind} ${direction} ${String(families)} ${meaning}`, () =>
      this.#askOnce('place', (end, seen) => {
        const family = commonFamily(this.#lens, families, seen.families);
        const { snapshot, dialect } = this.#lens;
        const role = direction === 'ingress' ? 'source' : 'destination';
        return matchPeer(peer, this.#resolve(end, role, family), snapshot, dialect).truth;
      }),
    );
  }

  #port(port: CompiledPort, asked: MatrixPort): ClassSet {
    const { path: _path, ...meaning } = port;
    const key = `port ${JSON.stringify([meaning, asked.port, asked.protocol])}`;
    return this.#remember(key, () => {
      const { dialect } = this.#lens;
      const { protocol } = asked;
      if (port.kind !== 'named' && typeof asked.port === 'number') {
        const anywhere = { kind: 'unknown', title: '', reason: '' } as const;
        const dialled = dialledPort(asked.port, protocol, anywhere);
        const { truth } = matchPort(port, dialled, protocol, anywhere, dialect);
        if (truth === 'unknown') return { sure: this.none.sure, maybe: this.every.maybe };
        return truth ? this.every : this.none;
      }
      return this.#askOnce('ports', (end) => {
        const destination = this.#resolve(end, 'destination', undefined);
        const dialled = dialledPort(asked.port, protocol, destination);
        return matchPort(port, dialled, protocol, destination, dialect).truth;
      });
    });
  }

  /** Ends are resolved once for all blocks that they are held against. */
  #resolve(end: PolicyEnd, role: EndRole, family: AddressFamily | undefined): TrafficEnd {
    const key = `${role} ${String(family)}`;
    const known = this.#resolved.get(key) ?? new Map<PolicyEnd, TrafficEnd>();
    this.#resolved.set(key, known);
    let resolved = known.get(end);
    if (resolved === undefined) {
      resolved = resolveEnd(this.#lens.snapshot, end, role, family);
      known.set(end, resolved);
    }
    return resolved;
  }

  /** The classes by one facet: a number for each class, and one class for each number. */
  #facet(name: keyof typeof facets): Facet {
    let facet = this.#facets.get(name);
    if (facet === undefined) {
      const numbers = new Map<string, number>();
      const first: number[] = [];
      const numberOf = Int32Array.from({ length: this.size }, (_, index) => {
        const key = facets[name](this.seen(index));
        const known = numbers.get(key);
        if (known !== undefined) return known;
        numbers.set(key, first.length);
        return first.push(index) - 1;
      });
      facet = { numberOf, first };
      this.#facets.set(name, facet);
    }
    return facet;
  }

  /** Asks one class among all whose facet is the same. */
  #askOnce(name: keyof typeof facets, answer: (end: MatrixClass['end'], seen: SeenEnd) => Truth): ClassSet {
    const { numberOf, first } = this.#facet(name);
    const answers = first.map((index): Truth => {
      const end = this.#classes[index]?.end;
      return end === undefined ? 'unknown' : answer(end, this.seen(index));
    });
    return classSetWhere(this.size, (index) => answers[numberOf[index] ?? 0] ?? 'unknown');
  }
}

const unseen: SeenEnd = { kind: 'unknown', families: 0, key: '', place: '', ports: '' };
