import { type Cidr, type IpAddress, parseIpAddress } from '../../address/cidr.ts';
import type { CompiledPeer, CompiledPolicies, CompiledPolicy, CompiledRule } from '../compiledPolicy.ts';
import type { LabelSelector } from '../../model/labelSelector.ts';

/** Everything that policies name. Two pods that agree in all of it are the same to every policy. */
export interface PolicyVocabulary {
  /** Keys of pod labels. */
  readonly podLabels: readonly string[];
  /** Keys of node labels. */
  readonly nodeLabels: readonly string[];
  /** Names of ports. */
  readonly portNames: readonly string[];
  /** Absent when no policy names an address. */
  readonly addresses?: AddressPlaces;
}

/** Where the blocks of all policies begin and end: between two neighbouring bounds all addresses are alike. */
export interface AddressPlaces {
  readonly bounds: Readonly<Record<4 | 6, readonly bigint[]>>;
  /** By the number of bounds at or below an address: a number for the set of blocks that it lies in. */
  readonly blocksAt: Readonly<Record<4 | 6, readonly number[]>>;
}

/** Every policy, in no particular order. */
export function everyPolicy(policies: CompiledPolicies): readonly CompiledPolicy[] {
  return [...policies.admin, ...[...policies.networkPolicies.values()].flat(), ...policies.baseline];
}

function rulesOf(policy: CompiledPolicy): readonly CompiledRule[] {
  return [...(policy.ingress ?? []), ...(policy.egress ?? [])];
}

function compareNumbers(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function boundsOf(blocks: readonly Cidr[], family: 4 | 6): readonly bigint[] {
  const own = blocks.filter((block) => block.family === family);
  return [...new Set(own.flatMap(({ first, last }) => [first, last + 1n]))].sort(compareNumbers);
}

function placesOf(blocks: readonly Cidr[]): AddressPlaces {
  const bounds = { 4: boundsOf(blocks, 4), 6: boundsOf(blocks, 6) };
  const numbers = new Map<string, number>();
  const blocksBetween = (family: 4 | 6): readonly number[] => {
    const starting = new Map<bigint, number[]>();
    const ending = new Map<bigint, number[]>();
    const note = (at: Map<bigint, number[]>, bound: bigint, index: number): void => {
      const all = at.get(bound) ?? [];
      at.set(bound, all);
      all.push(index);
    };
    blocks.forEach(({ family: own, first, last }, index) => {
      if (own !== family) return;
      note(starting, first, index);
      note(ending, last + 1n, index);
    });
    // Below the first bound no block is. From bound to bound few blocks begin and end, however many there are.
    const containing = new Set<number>();
    return [undefined, ...bounds[family]].map((start) => {
      for (const index of start === undefined ? [] : (ending.get(start) ?? [])) containing.delete(index);
      for (const index of start === undefined ? [] : (starting.get(start) ?? [])) containing.add(index);
      const key = [...containing].sort((left, right) => left - right).join();
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
  };
  return { bounds, blocksAt: { 4: blocksBetween(4), 6: blocksBetween(6) } };
}

/** How many bounds are at or below the number. */
function placeOf(bounds: readonly bigint[], value: bigint): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What policies can tell about a single address: the same text for two of which every block holds both or none. */
export function describeAddress(places: AddressPlaces, text: string): string {
  const address: IpAddress | undefined = parseIpAddress(text);
  if (address === undefined) return '-';
  const { family, value } = address;
  return `${String(family)}:${String(places.blocksAt[family][placeOf(places.bounds[family], value)])}`;
}

/** What policies can tell about a range of addresses. */
export function describeRange({ bounds }: AddressPlaces, { family, first, last }: Cidr): string {
  return `${String(family)}:${String(placeOf(bounds[family], first))}-${String(placeOf(bounds[family], last))}`;
}

interface Names {
  readonly podLabels: Set<string>;
  readonly nodeLabels: Set<string>;
  readonly portNames: Set<string>;
  readonly blocks: Map<string, Cidr>;
}

function addSelector(keys: Set<string>, selector: LabelSelector): void {
  for (const key of Object.keys(selector.matchLabels)) keys.add(key);
  for (const { key } of selector.matchExpressions) keys.add(key);
}

function addPeer(names: Names, peer: CompiledPeer): void {
  switch (peer.kind) {
    case 'pods':
      addSelector(names.podLabels, peer.selection.pods);
      return;
    case 'nodes':
      addSelector(names.nodeLabels, peer.selector);
      return;
    case 'addresses':
      for (const block of [...peer.blocks, ...peer.except])
        names.blocks.set(`${String(block.family)} ${String(block.first)} ${String(block.last)}`, block);
      return;
    case 'unsupported':
  }
}

/**
 * What the policies name, and the port names of a question beside them.
 * @param portNames names that are asked about
 */
export function vocabularyOf(policies: CompiledPolicies, portNames: readonly string[]): PolicyVocabulary {
  const names: Names = {
    podLabels: new Set(),
    nodeLabels: new Set(),
    portNames: new Set(portNames),
    blocks: new Map(),
  };
  for (const policy of everyPolicy(policies)) {
    addSelector(names.podLabels, policy.subject.pods);
    for (const { peers, ports } of rulesOf(policy)) {
      if (peers !== 'any') for (const peer of peers) addPeer(names, peer);
      if (ports !== 'any')
        for (const port of ports) if (port.kind === 'named') names.portNames.add(port.name);
    }
  }
  return {
    podLabels: [...names.podLabels],
    nodeLabels: [...names.nodeLabels],
    portNames: [...names.portNames],
    ...(names.blocks.size === 0 ? {} : { addresses: placesOf([...names.blocks.values()]) }),
  };
}
