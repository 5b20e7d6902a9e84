import type { EndpointSlice, Service } from '../model/clusterSnapshot.ts';
import type { TopologyEdgePort } from './topology.ts';

/** What the slices say about one endpoint; the same pod may stand in several slices (families, ports). */
export interface EndpointCondition {
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly zone?: string;
}

/** All endpoints of one Service, each once. */
export interface ServiceEndpoints {
  /** By pod name: endpoints whose target is a pod of the Service's namespace. */
  readonly pods: ReadonlyMap<string, EndpointCondition>;
  /** By address or domain: endpoints that name no pod of this namespace. */
  readonly addresses: ReadonlyMap<string, EndpointCondition>;
  /** Names of pods of the namespace that slices name and that are not there. */
  readonly missingPods: readonly string[];
  readonly ports: readonly TopologyEdgePort[];
  /** Who made slices that Kubernetes' own controller did not make: `hand-made`, `slices by NAME`; '' when nobody did. */
  readonly makers: string;
}

/** The built-in controller of EndpointSlices (label endpointslice.kubernetes.io/managed-by). */
const sliceController = 'endpointslice-controller.k8s.io';

/** How many endpoints there are and how many of them take traffic. Terminating ones are counted apart. */
export interface EndpointCounts {
  readonly total: number;
  readonly ready: number;
  readonly terminating: number;
}

/** Counts endpoints; one that terminates belongs neither to the total nor to the ready ones. */
export function countEndpoints(...groups: readonly Iterable<EndpointCondition>[]): EndpointCounts {
  let total = 0;
  let ready = 0;
  let terminating = 0;
  for (const conditions of groups) {
    for (const condition of conditions) {
      if (condition.terminating) terminating += 1;
      else {
        total += 1;
        if (condition.ready) ready += 1;
      }
    }
  }
  return { total, ready, terminating };
}

/** Ports as the map shows them: targetPort is the number in the slices when they agree on one, else what the Service says. */
function edgePorts(service: Service, slices: readonly EndpointSlice[]): TopologyEdgePort[] {
  return service.ports.map(({ name = '', protocol, port, targetPort }) => {
    const numbers = new Set<number>();
    for (const slice of slices) {
      for (const candidate of slice.ports) {
        if (candidate.name === name && candidate.protocol === protocol && candidate.port !== undefined) {
          numbers.add(candidate.port);
        }
      }
    }
    const [only] = numbers;
    return {
      protocol,
      port,
      targetPort: numbers.size === 1 && only !== undefined ? String(only) : String(targetPort),
    };
  });
}

/** Of one endpoint in two slices: it takes traffic when one of them says so. */
function joinConditions(left: EndpointCondition, right: EndpointCondition): EndpointCondition {
  const zone = right.zone ?? left.zone;
  return {
    ready: left.ready || right.ready,
    terminating: left.terminating && right.terminating,
    ...(zone === undefined ? {} : { zone }),
  };
}

/**
 * Collects the endpoints of a Service from its slices.
 * @param podNames the pods of the namespace; an endpoint that names another pod stands as its address, whoever has that now
 * @param podsByAddress for hand-made slices, which name addresses and no pods
 */
export function collectEndpoints(
  service: Service,
  slices: readonly EndpointSlice[],
  podNames: { has(name: string): boolean },
  podsByAddress: () => ReadonlyMap<string, string>,
): ServiceEndpoints {
  const pods = new Map<string, EndpointCondition>();
  const addresses = new Map<string, EndpointCondition>();
  const missingPods: string[] = [];
  for (const slice of slices) {
    for (const endpoint of slice.endpoints) {
      const { targetPod } = endpoint;
      const [address] = endpoint.addresses;
      let pod: string | undefined;
      if (targetPod === undefined) pod = address === undefined ? undefined : podsByAddress().get(address);
      else if (targetPod.namespace === service.namespace) {
        if (podNames.has(targetPod.name)) pod = targetPod.name;
        else missingPods.push(targetPod.name);
      }
      const into = pod === undefined ? addresses : pods;
      const key = pod ?? address;
      if (key === undefined) continue;
      const known = into.get(key);
      into.set(key, known === undefined ? endpoint : joinConditions(known, endpoint));
    }
  }
  const others = new Set(slices.map(({ managedBy }) => managedBy).filter((name) => name !== sliceController));
  const makers = [...others]
    .map((name) => (name === undefined ? 'hand-made' : `slices by ${name}`))
    .join(', ');
  return { pods, addresses, missingPods, ports: edgePorts(service, slices), makers };
}

/** `2/3 ready · 1 terminating · zones a, b`: what a line says of the endpoints at its end; '' when all is as it should be. */
export function endpointWords(
  { total, ready, terminating }: EndpointCounts,
  conditions: readonly EndpointCondition[],
): string {
  const seen = new Set<string>();
  for (const { zone } of conditions) if (zone !== undefined) seen.add(zone);
  const zones = [...seen].sort();
  const named = zones.length > 3 ? `${zones.length} zones` : `zones ${zones.join(', ')}`;
  return [
    ...(ready < total ? [`${ready}/${total} ready`] : []),
    ...(terminating > 0 ? [`${terminating} terminating`] : []),
    ...(zones.length > 1 ? [named] : []),
  ].join(' · ');
}
