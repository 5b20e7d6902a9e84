import type { CompiledPolicies, CompiledPolicy, CompiledRule, PolicyDirection } from '../compiledPolicy.ts';
import { adminKinds, baselineKinds, opaqueOutcomes, unlistedTier } from '../evaluateDirection.ts';
import { unlistedPolicies } from '../evaluateNetworkPolicies.ts';
import type { Truth } from '../../model/truth.ts';
import {
  addIntersection,
  emptyBitSet,
  forEachBit,
  fullBitSet,
  hasBit,
  isEmptyBitSet,
  removeAll,
} from './bitSet.ts';
import type { ClassMatcher, MatrixPort } from './classMatcher.ts';
import { type ClassSet, classSetWhere, intersectionOf, unionOf } from './classSets.ts';
import { type DirectionRow, DirectionFold, type PolicySets } from './directionFold.ts';
import type { MatrixClass } from './matrixClasses.ts';
import type { PolicyLens } from './matrixEnds.ts';

/** A policy that selects a class; `unknown` when it may. */
interface Selecting {
  readonly policy: CompiledPolicy;
  readonly selects: Truth;
}

/** The policies of each tier that select a class, in the order in which they are asked. */
interface SubjectPolicies {
  readonly admin: Selecting[];
  readonly networkPolicies: Selecting[];
  readonly baseline: Selecting[];
}

/** What is not known of the policies of a namespace. */
interface NamespaceDoubts {
  readonly opaque: boolean;
  readonly admin: boolean;
  readonly networkPolicies: boolean;
  readonly baseline: boolean;
}

/** Classes that the same policies select and that have the same names for ports: their rows are equal. */
interface SubjectGroup {
  /** Any class of the group. */
  readonly index: number;
  readonly policies: SubjectPolicies;
  readonly doubts: NamespaceDoubts;
}

/** The rows of every class in one direction, for one port after the other. */
export class DirectionRows {
  readonly #matcher: ClassMatcher;
  readonly #direction: PolicyDirection;
  readonly #groups: readonly SubjectGroup[];
  /** -1 for what is no pod with a network of its own. */
  readonly #groupOfClass: Int32Array;
  readonly #local: ClassSet;
  readonly #notCovered: DirectionRow;
  readonly #unknown: DirectionRow;
  readonly #doubted: ClassSet;

  constructor(
    lens: PolicyLens,
    classes: readonly MatrixClass[],
    matcher: ClassMatcher,
    direction: PolicyDirection,
  ) {
    this.#matcher = matcher;
    this.#direction = direction;
    const { size } = matcher;
    const full = fullBitSet(size);
    this.#notCovered = { sure: full, possible: full };
    this.#unknown = { sure: emptyBitSet(size), possible: full };
    this.#doubted = matcher.doubted;
    this.#local = localNodes(lens, classes, matcher, direction);
    const [groups, groupOfClass] = groupSubjects(lens, matcher, direction);
    this.#groups = groups;
    this.#groupOfClass = groupOfClass;
  }

  /** The row of each class as subject, over the classes of the other end. Classes with equal rows share one object. */
  rows(port: MatrixPort): readonly DirectionRow[] {
    const rows = this.#groups.map((group) => this.#fold(group, port));
    return Array.from(this.#groupOfClass, (group, index) => {
      if (group !== -1) return rows[group] ?? this.#unknown;
      const { kind } = this.#matcher.seen(index);
      const isDoubtful = kind === 'unknown' || hasBit(this.#doubted.maybe, index);
      return isDoubtful ? this.#unknown : this.#notCovered;
    });
  }

  #fold({ index, policies, doubts }: SubjectGroup, port: MatrixPort): DirectionRow {
    const fold = new DirectionFold(this.#matcher.size);
    if (doubts.opaque || doubts.admin) fold.addAnything();
    if (policies.admin.length > 0) fold.addTier(this.#tier(policies.admin, index, port));
    fold.addAllowed(this.#local);
    const isolating = policies.networkPolicies;
    const allowed = isolating
      .map(({ policy }) => this.#allowedBy(policy, index, port))
      .reduce(unionOf, this.#matcher.none);
    if (isolating.length > 0) fold.addAllowed({ sure: allowed.sure, maybe: allowed.sure });
    if (doubts.networkPolicies) fold.addAnything();
    if (isolating.length > 0) fold.addIsolation(allowed);
    if (doubts.baseline) fold.addAnything();
    if (policies.baseline.length > 0) fold.addTier(this.#tier(policies.baseline, index, port));
    return fold.finish();
  }

  #allowedBy(policy: CompiledPolicy, index: number, port: MatrixPort): ClassSet {
    const rules = policy[this.#direction] ?? [];
    return rules.map((rule) => this.#matching(rule, index, port)).reduce(unionOf, this.#matcher.none);
  }

  /** The other ends with which a connection matches a rule. */
  #matching(rule: CompiledRule, index: number, port: MatrixPort): ClassSet {
    const matcher = this.#matcher;
    const { families } = matcher.seen(index);
    const ports = matcher.ports(rule, port);
    if (this.#direction === 'egress') {
      if (ports === matcher.none) return ports;
      return intersectionOf(matcher.peers(rule, 'egress', families), ports);
    }
    // The subject is the destination, so the port matches for every source or for none.
    if (!hasBit(ports.maybe, index)) return matcher.none;
    const peers = matcher.peers(rule, 'ingress', families);
    return hasBit(ports.sure, index) ? peers : { sure: matcher.none.sure, maybe: peers.maybe };
  }

  #tier(selecting: readonly Selecting[], index: number, port: MatrixPort): readonly PolicySets[][] {
    const priorities: PolicySets[][] = [];
    let current: number | undefined;
    for (const { policy, selects } of selecting) {
      if (policy.priority !== current) priorities.push([]);
      current = policy.priority;
      priorities.at(-1)?.push(this.#walk(policy, selects, index, port));
    }
    return priorities;
  }

  /** The rules of a policy in order: the first that matches decides, and each that may match may decide. */
  #walk(policy: CompiledPolicy, selects: Truth, index: number, port: MatrixPort): PolicySets {
    const { size } = this.#matcher;
    const sets = { allow: emptyBitSet(size), deny: emptyBitSet(size), pass: emptyBitSet(size) };
    const passes = fullBitSet(size);
    for (const rule of policy[this.#direction] ?? []) {
      const { sure, maybe } = this.#matching(rule, index, port);
      addIntersection(sets[rule.action], passes, maybe);
      removeAll(passes, sure);
    }
    return {
      allows: sets.allow,
      denies: sets.deny,
      leaves: sets.pass,
      passes: selects === true ? passes : fullBitSet(size),
    };
  }
}

/** The classes that are, or may be, the node of a pod: they may always talk to it, as far as the dialect says so. */
function localNodes(
  { dialect }: PolicyLens,
  classes: readonly MatrixClass[],
  matcher: ClassMatcher,
  direction: PolicyDirection,
): ClassSet {
  const isAllowed = direction === 'ingress' ? dialect.localNodeReachesPods : dialect.podsReachLocalNode;
  if (!isAllowed) return matcher.none;
  const nodes = classSetWhere(matcher.size, (index) => {
    if (matcher.seen(index).kind !== 'node') return false;
    const { locality } = classes[index] ?? {};
    return locality === 'local' ? true : locality === 'open' ? 'unknown' : false;
  });
  return unionOf(nodes, matcher.doubted);
}

function doubtsOf(lens: PolicyLens, namespace: string): NamespaceDoubts {
  const { snapshot, policies } = lens;
  const isOpen = (possible: readonly unknown[]): boolean => possible.length > 0;
  return {
    opaque: isOpen(opaqueOutcomes(policies, lens, namespace).possible),
    admin: isOpen(unlistedTier(lens, adminKinds, namespace).possible),
    networkPolicies: unlistedPolicies({ snapshot }, namespace) !== '',
    baseline: isOpen(unlistedTier(lens, baselineKinds, namespace).possible),
  };
}

/** By class: the policies that select it. */
function selectingPolicies(
  policies: CompiledPolicies,
  matcher: ClassMatcher,
  direction: PolicyDirection,
): readonly SubjectPolicies[] {
  const byClass = Array.from({ length: matcher.size }, (): SubjectPolicies => ({
    admin: [],
    networkPolicies: [],
    baseline: [],
  }));
  const add = (tier: keyof SubjectPolicies, all: readonly CompiledPolicy[]): void => {
    for (const policy of all) {
      if (policy[direction] === undefined) continue;
      const { sure, maybe } = matcher.pods(policy.subject);
      if (isEmptyBitSet(maybe)) continue;
      forEachBit(maybe, (index) => {
        byClass[index]?.[tier].push({ policy, selects: hasBit(sure, index) ? true : 'unknown' });
      });
    }
  };
  add('admin', policies.admin);
  for (const own of policies.networkPolicies.values()) add('networkPolicies', own);
  add('baseline', policies.baseline);
  return byClass;
}

function groupSubjects(
  lens: PolicyLens,
  matcher: ClassMatcher,
  direction: PolicyDirection,
): readonly [readonly SubjectGroup[], Int32Array] {
  const numbers = new Map<CompiledPolicy, number>();
  const numberOf = ({ policy, selects }: Selecting): string => {
    const number = numbers.get(policy) ?? numbers.size;
    numbers.set(policy, number);
    return selects === true ? String(number) : `${String(number)}?`;
  };
  const doubts = new Map<string, NamespaceDoubts>();
  const groups = new Map<string, number>();
  const list: SubjectGroup[] = [];
  const groupOfClass = new Int32Array(matcher.size).fill(-1);
  selectingPolicies(lens.policies, matcher, direction).forEach((policies, index) => {
    const { kind, pod, families, ports } = matcher.seen(index);
    if (kind !== 'pod' || pod === undefined) return;
    const own = doubts.get(pod.namespace) ?? doubtsOf(lens, pod.namespace);
    doubts.set(pod.namespace, own);
    const tiers = [policies.admin, policies.networkPolicies, policies.baseline];
    const key = JSON.stringify([
      tiers.map((tier) => tier.map(numberOf).join()),
      Object.values(own),
      families,
      direction === 'ingress' ? ports : '',
    ]);
    let group = groups.get(key);
    if (group === undefined) {
      group = list.length;
      groups.set(key, group);
      list.push({ index, policies, doubts: own });
    }
    groupOfClass[index] = group;
  });
  return [list, groupOfClass];
}
