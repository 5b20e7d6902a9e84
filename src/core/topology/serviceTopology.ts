import type { EndpointSlice, Pod, Service } from '../model/clusterSnapshot.ts';
import { hasSelector } from './judgeService.ts';
import type { PodClass, PodClasses } from './podClasses.ts';
import { ServiceBuilder, type ServiceSurroundings, type ServiceTopology } from './serviceBuilder.ts';
import { collectEndpoints } from './serviceEndpoints.ts';

/** The pods that a result depends on: those of some workloads, or all of the namespace. */
type PodDependencies = readonly (readonly Pod[])[] | ReadonlyMap<string, Pod>;

interface Remembered {
  readonly contextKey: string;
  readonly slices: readonly EndpointSlice[];
  readonly pods: PodDependencies;
  readonly owners: PodClasses['owners'];
  readonly topology: ServiceTopology;
}

const remembered = new WeakMap<Service, Remembered>();

function sameList<Item>(left: readonly Item[], right: readonly Item[]): boolean {
  return (
    left === right || (left.length === right.length && left.every((item, index) => item === right[index]))
  );
}

/** The pods of the workloads that a Service selects from, the ones that it does not select included. */
function podsConcerned(
  classes: readonly PodClass[],
  { pods }: ServiceSurroundings,
): readonly (readonly Pod[])[] {
  const lists = new Set<readonly Pod[]>();
  for (const own of classes) {
    lists.add(
      (own.workload === undefined ? undefined : pods.workloads.get(own.workload.id)?.pods) ?? own.pods,
    );
  }
  return [...lists];
}

function stillHolds(
  before: PodDependencies,
  classes: readonly PodClass[],
  surroundings: ServiceSurroundings,
): boolean {
  if (!Array.isArray(before)) return before === surroundings.partition.pods;
  const lists = before as readonly (readonly Pod[])[];
  const now = podsConcerned(classes, surroundings);
  return lists.length === now.length && lists.every((pods, index) => sameList(pods, now[index] ?? []));
}

/** The part of the graph that one Service makes; made anew only when something that it depends on changed. */
export function serviceTopology(service: Service, surroundings: ServiceSurroundings): ServiceTopology {
  const { pods, partition, slices, context } = surroundings;
  const contextKey = context.key;
  const classes = hasSelector(service) ? pods.select(service.selector ?? {}) : [];
  const known = remembered.get(service);
  if (
    known?.contextKey === contextKey &&
    known.owners === pods.owners &&
    sameList(known.slices, slices) &&
    stillHolds(known.pods, classes, surroundings)
  ) {
    return known.topology;
  }
  const inputs = { contextKey, slices, owners: pods.owners };
  const builder = new ServiceBuilder(service, surroundings);
  if (service.type === 'ExternalName') {
    const topology = builder.buildExternalName();
    remembered.set(service, { ...inputs, pods: partition.pods, topology });
    return topology;
  }
  let namesNoPod = false as boolean;
  const endpoints = collectEndpoints(service, slices, partition.pods, () => {
    namesNoPod = true;
    return surroundings.podsByAddress();
  });
  let selected = 0;
  for (const own of classes) for (const { name } of own.pods) if (endpoints.pods.has(name)) selected += 1;
  // What a slice says of pods that the Service does not select depends on pods that nobody can name beforehand.
  const selectedOnly = !namesNoPod && selected === endpoints.pods.size;
  const topology = builder.build(classes, endpoints, selectedOnly);
  const dependencies = selectedOnly ? podsConcerned(classes, surroundings) : partition.pods;
  remembered.set(service, { ...inputs, pods: dependencies, topology });
  return topology;
}
