import ipaddr from 'ipaddr.js';
import { type Cidr, parseCidr } from '../../address/cidr.ts';
import type { AddressFamily } from '../../address/addressFamily.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { CompiledPolicies } from '../compiledPolicy.ts';
import { everyPolicy } from '../matrix/policyVocabulary.ts';

/** Addresses outside the cluster that no policy tells apart. */
export interface OutsideRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
  /** One of them, which stands for all. */
  readonly address: string;
}

const bits: Readonly<Record<AddressFamily, number>> = { 4: 32, 6: 128 };

function textOf(family: AddressFamily, value: bigint): string {
  const bytes = Array.from({ length: bits[family] / 8 }, (_, index) =>
    Number((value >> BigInt(bits[family] - 8 - 8 * index)) & 0xffn),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

function blocksOf(policies: CompiledPolicies): readonly Cidr[] {
  return everyPolicy(policies).flatMap(({ ingress = [], egress = [] }) =>
    [...ingress, ...egress].flatMap(({ peers }) =>
      peers === 'any'
        ? []
        : peers.flatMap((peer) => (peer.kind === 'addresses' ? [...peer.blocks, ...peer.except] : [])),
    ),
  );
}

/** Ranges that pods of nodes have: they are inside. */
function podRanges(snapshot: ClusterSnapshot): readonly Cidr[] {
  return [...snapshot.nodes.values()].flatMap(({ podCIDRs }) =>
    podCIDRs.flatMap((text) => parseCidr(text) ?? []),
  );
}

/** Whether the cluster has anything to do with a family. */
function isUsed(snapshot: ClusterSnapshot, blocks: readonly Cidr[], family: AddressFamily): boolean {
  if (family === 4 || blocks.some((block) => block.family === 6)) return true;
  for (const { pods } of snapshot.namespaces.values())
    for (const { podIPs } of pods.values()) if (podIPs.some((address) => address.includes(':'))) return true;
  return false;
}

/** An address between two that no pod can have. One in the middle first: the ends of a block are often a node's or a router's. */
function outsideOf(first: bigint, last: bigint, inside: readonly Cidr[]): bigint | undefined {
  const candidates = [
    (first + last) / 2n,
    first,
    last,
    ...inside.flatMap((block) => [block.first - 1n, block.last + 1n]),
  ];
  return candidates.find(
    (value) =>
      first <= value && value <= last && !inside.some((block) => block.first <= value && value <= block.last),
  );
}

/**
 * The addresses outside the cluster, cut where a block of some policy begins or ends. IPv6 only where policies or pods have any.
 */
export function outsideRanges(
  snapshot: ClusterSnapshot,
  policies: CompiledPolicies,
): readonly OutsideRange[] {
  const blocks = blocksOf(policies);
  const inside = podRanges(snapshot);
  return ([4, 6] as const).flatMap((family): OutsideRange[] => {
    if (!isUsed(snapshot, blocks, family)) return [];
    const end = 1n << BigInt(bits[family]);
    const own = blocks.filter((block) => block.family === family);
    const cuts = new Set([0n, end, ...own.flatMap(({ first, last }) => [first, last + 1n])]);
    const sorted = [...cuts].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    return sorted.slice(0, -1).flatMap((first, index): OutsideRange[] => {
      const last = (sorted[index + 1] ?? end) - 1n;
      const value = outsideOf(
        first,
        last,
        inside.filter((block) => block.family === family),
      );
      return value === undefined ? [] : [{ family, first, last, address: textOf(family, value) }];
    });
  });
}

/** The fewest blocks that hold just these addresses. Ranges that touch are joined. */
export function blocksOfRanges(
  ranges: readonly Pick<OutsideRange, 'family' | 'first' | 'last'>[],
): readonly string[] {
  return ([4, 6] as const).flatMap((family) => {
    const own = ranges
      .filter((range) => range.family === family)
      .sort((left, right) => (left.first < right.first ? -1 : 1));
    const joined: { first: bigint; last: bigint }[] = [];
    for (const { first, last } of own) {
      const before = joined.at(-1);
      if (before?.last === first - 1n) before.last = last;
      else joined.push({ first, last });
    }
    return joined.flatMap(({ first, last }) => {
      const texts: string[] = [];
      for (let at = first; at <= last;) {
        let length = BigInt(bits[family]);
        while (length > 0n) {
          const size = 1n << (BigInt(bits[family]) - length + 1n);
          if (at % size !== 0n || at + size - 1n > last) break;
          length -= 1n;
        }
        texts.push(`${textOf(family, at)}/${String(length)}`);
        at += 1n << (BigInt(bits[family]) - length);
      }
      return texts;
    });
  });
}
