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
  let namesNoPod = false;
  const endpoints = collectEndpoints(service, slices, partition.pods, () => {
    namesNoPod = true;
    return surroundings.podsByAddress();
  });
  const topology = builder.build(classes, endpoints);
  const chosen = new Set(classes);
  const isSelected = (name: string): boolean => {
    const pod = partition.pods.get(name);
    const own = pod === undefined ? undefined : pods.classOf(pod);
    return own !== undefined && chosen.has(own);
  };
  // What a slice says of pods that the Service does not select depends on pods that nobody can name beforehand.
  const selectedOnly = !namesNoPod && [...endpoints.pods.keys()].every(isSelected);
  const dependencies = selectedOnly ? podsConcerned(classes, surroundings) : partition.pods;
  remembered.set(service, { ...inputs, pods: dependencies, topology });
  return topology;
}
