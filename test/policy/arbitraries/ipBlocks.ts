import fc from 'fast-check';
import type { PeerManifest } from './policyManifest.ts';
import type { World } from './world.ts';

type IpBlockManifest = NonNullable<PeerManifest['ipBlock']>;

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The block of a length that an address lies in. */
export function blockAround(address: string, length: number): string {
  const size = 2 ** (32 - length);
  return `${toAddress(Math.floor(toNumber(address) / size) * size)}/${String(length)}`;
}

function sharesBlock(one: string, other: string, length: number): boolean {
  return blockAround(one, length) === blockAround(other, length);
}

const lengths = [0, 8, 16, 24, 28, 32] as const;

/**
 * Blocks of IPv4 around addresses that exist in the world: of pods, nodes and hosts outside, with exceptions that lie
 * inside (the API server demands it). Some are written with bits beyond the prefix, which the API takes too.
 */
export function arbitraryIpBlock(world: World): fc.Arbitrary<IpBlockManifest> {
  const places = [
    ...world.outside.map(({ address }) => address),
    ...world.pods.filter(({ hostNetwork }) => !hostNetwork).map(({ address }) => address),
    ...world.nodes.map(({ address }) => address),
  ];
  // Outside first, and twice: it is where all implementations agree what a block means.
  const place = fc.oneof(
    fc.constantFrom(...world.outside.map(({ address }) => address)),
    fc.constantFrom(...places),
  );
  return fc
    .record({
      place,
      length: fc.constantFrom(...lengths),
      // Choices among the addresses inside of the block, which is known only afterwards.
      exceptions: fc.array(fc.record({ choice: fc.nat({ max: 99 }), longer: fc.nat({ max: 5 }) }), {
        maxLength: 2,
      }),
      hasExceptions: fc.boolean(),
      isLoose: fc.nat({ max: 9 }).map((choice) => choice === 9),
    })
    .map(({ place: address, length, exceptions, hasExceptions, isLoose }) => {
      const inside = places.filter((other) => sharesBlock(address, other, length));
      const longerLengths = lengths.filter((other) => other > length);
      const except = exceptions.flatMap(({ choice, longer }) => {
        const other = inside[choice % inside.length];
        const otherLength = longerLengths[longer % Math.max(longerLengths.length, 1)];
        return other === undefined || otherLength === undefined ? [] : [blockAround(other, otherLength)];
      });
      return {
        cidr: isLoose ? `${address}/${String(length)}` : blockAround(address, length),
        ...(hasExceptions ? { except } : {}),
      };
    });
}
