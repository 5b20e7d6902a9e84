import type { EndpointSlice, Pod, Service } from '../model/clusterSnapshot.ts';
import { hasSelector } from './judgeService.ts';
import type { PodClass, PodClasses } from './podClasses.ts';
import { ServiceBuilder, type ServiceSurroundings, type ServiceTopology } from './serviceBuilder.ts';
import { collectEndpoints, type ServiceEndpoints } from './serviceEndpoints.ts';

/** The pods that a result depends on. */
interface PodDependencies {
  /** Of the workloads that the Service selects from, or whose pods its slices name. */
  readonly workloads: readonly (readonly Pod[])[];
  /** Pods that it does not select and its slices name, as they were: `undefined` for one that was not there. */
  readonly named: ReadonlyMap<string, Pod | undefined>;
  /** All of the namespace, where a slice gives addresses and names no pods. */
  readonly all?: ReadonlyMap<string, Pod>;
}

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

/** The pods of the workloads that stand behind a Service, the ones that it does not lead to included. */
function podsConcerned(
  classes: readonly PodClass[],
  others: readonly Pod[],
  { pods }: ServiceSurroundings,
): readonly (readonly Pod[])[] {
  const lists = new Set<readonly Pod[]>();
  const add = (own: PodClass): void => {
    lists.add(
      (own.workload === undefined ? undefined : pods.workloads.get(own.workload.id)?.pods) ?? own.pods,
    );
  };
  for (const own of classes) add(own);
  for (const pod of others) {
    const own = pods.classOf(pod);
    if (own !== undefined) add(own);
  }
  return [...lists];
}

function stillHolds(
  { workloads, named, all }: PodDependencies,
  classes: readonly PodClass[],
  surroundings: ServiceSurroundings,
): boolean {
  const { pods } = surroundings.partition;
  if (all !== undefined && all !== pods) return false;
  for (const [name, pod] of named) if (pods.get(name) !== pod) return false;
  const others = [...named.values()].filter((pod) => pod !== undefined);
  const now = podsConcerned(classes, others, surroundings);
  return (
    workloads.length === now.length && workloads.every((before, index) => sameList(before, now[index] ?? []))
  );
}

/** The pods behind a Service that it does not select. */
function podsNotSelected(
  { pods }: ServiceEndpoints,
  classes: readonly PodClass[],
  { partition }: ServiceSurroundings,
): readonly Pod[] {
  let selected = 0;
  for (const own of classes) for (const { name } of own.pods) if (pods.has(name)) selected += 1;
  if (selected === pods.size) return [];
  const chosen = new Set(classes.flatMap((own) => own.pods.map(({ name }) => name)));
  return [...pods.keys()].flatMap((name) => (chosen.has(name) ? [] : (partition.pods.get(name) ?? [])));
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
    remembered.set(service, { ...inputs, pods: { workloads: [], named: new Map() }, topology });
    return topology;
  }
  let namesNoPod = false as boolean;
  const endpoints = collectEndpoints(service, slices, partition.pods, () => {
    namesNoPod = true;
    return surroundings.podsByAddress();
  });
  const others = podsNotSelected(endpoints, classes, surroundings);
  const topology = builder.build(classes, endpoints, others);
  const named = new Map<string, Pod | undefined>(others.map((pod) => [pod.name, pod]));
  for (const name of endpoints.missingPods) named.set(name, undefined);
  const workloads = podsConcerned(classes, others, surroundings);
  const dependencies = { workloads, named, ...(namesNoPod ? { all: partition.pods } : {}) };
  remembered.set(service, { ...inputs, pods: dependencies, topology });
  return topology;
}
