import { servedPorts, type World, type WorldPod } from '../../policy/arbitraries/world.ts';
import type { MatrixCell, MatrixEnd, Observed } from '../../policy/observed/observedMatrix.ts';
import type { PolicyStage } from './policyStage.ts';
import type { ProbeTarget } from './prober.ts';

/** One connection with what was seen of it. */
export interface ObservedCell {
  readonly cell: MatrixCell;
  readonly observed: Observed;
}

/** An end as probes need it. */
interface Place {
  readonly end: MatrixEnd;
  readonly address: string;
  readonly prober: string;
  /** The address to connect from; empty where the kernel is to choose. */
  readonly source: string;
}

function placeOfPod({ namespace, name, node, address, hostNetwork }: WorldPod): Place {
  const prober = `${namespace}/${name}`;
  const pod = { kind: 'pod' as const, namespace, name };
  const end = hostNetwork
    ? { name: node, meanings: [pod, { kind: 'node' as const, name: node }] }
    : { name: prober, meanings: [pod] };
  return { end, address, prober, source: '' };
}

function placesOf(world: World): readonly Place[] {
  const outside = world.outside.map(({ name, address }) => ({
    end: { name, meanings: [{ kind: 'address' as const, address }] },
    address,
    prober: 'outside',
    source: address,
  }));
  return [...world.pods.map(placeOfPod), ...outside];
}

/** Every connection that is worth trying: what stays outside of the cluster says nothing about policies. */
export function worldCells(world: World): readonly MatrixCell[] {
  const places = placesOf(world);
  return places.flatMap((source) =>
    places
      .filter((destination) => source.prober !== 'outside' || destination.prober !== 'outside')
      .flatMap((destination) =>
        servedPorts.map((port) => ({ source: source.end, destination: destination.end, port })),
      ),
  );
}

/** The ends of {@link worldCells}. */
export function worldEnds(world: World): readonly MatrixEnd[] {
  return placesOf(world).map(({ end }) => end);
}

function observedOf(outcome: string): Observed {
  // A refusal was sent by the kernel of the destination: the packet arrived there.
  if (outcome === 'open' || outcome === 'refused') return 'allow';
  if (outcome === 'silent') return 'deny';
  throw new Error(`a connection could not be tried: ${outcome}`);
}

/**
 * Tries connections, all at the same time.
 * @param timeoutMilliseconds after this time without an answer a connection counts as denied
 */
export async function observeCells(
  { world, probers }: PolicyStage,
  cells: readonly MatrixCell[],
  timeoutMilliseconds: number,
): Promise<readonly ObservedCell[]> {
  const places = new Map(placesOf(world).map((place) => [place.end.name, place]));
  const placeOf = (end: MatrixEnd): Place => {
    const place = places.get(end.name);
    if (place === undefined) throw new Error(`there is no ${end.name}`);
    return place;
  };
  const target = ({ source, destination, port }: MatrixCell): ProbeTarget => ({
    network: port.protocol === 'TCP' ? 'tcp' : 'udp',
    address: `${placeOf(destination).address}:${String(port.port)}`,
    source: placeOf(source).source,
  });
  const byProber = Map.groupBy(cells, ({ source }) => placeOf(source).prober);
  const rounds = [...byProber].map(async ([name, own]) => {
    const prober = probers.get(name);
    if (prober === undefined) throw new Error(`there is no prober ${name}`);
    const outcomes = await prober.probe(own.map(target), timeoutMilliseconds);
    return own.map((cell, index) => ({ cell, observed: observedOf(outcomes[index] ?? 'no outcome') }));
  });
  return (await Promise.all(rounds)).flat();
}
