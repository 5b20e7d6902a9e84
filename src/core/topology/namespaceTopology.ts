import type { EndpointSlice, NamespacePartition, Pod, Service } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import type { ExternalNameTarget } from './externalName.ts';
import { type Belief, believe, hasSelector, judgeEndpoints, judgeService } from './judgeService.ts';
import { indexPods } from './podIndex.ts';
import { isActive, judgePod, judgeWorkload } from './podState.ts';
import { type EndpointCondition, collectEndpoints, countEndpoints } from './serviceEndpoints.ts';
import {
  type TopologyEdge,
  type TopologyNode,
  type TopologyState,
  countOf,
  edgeId,
  severity,
  worstState,
} from './topology.ts';
import { type WorkloadGroup, workloadGroupOf } from './workloadGroup.ts';

/** What the other namespaces say about the target of an ExternalName Service. */
export interface ResolvedExternalName {
  readonly target: ExternalNameTarget;
  /** `outside`: not a Service of this cluster. `unknown`: the Services of that namespace are not readable. */
  readonly outcome: 'found' | 'missing' | 'unknown' | 'outside';
}

/** Everything from outside its partition that the topology of a namespace depends on. */
export interface NamespaceContext {
  readonly pods: Belief;
  readonly services: Belief;
  readonly endpointSlices: Belief;
  readonly externalNames: ReadonlyMap<string, ResolvedExternalName>;
}

/** The part of the graph that belongs to one namespace; its edges may end in another one. */
export interface NamespaceTopology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** More bare addresses than this behind one Service are drawn as one thing. */
const addressesDrawnApart = 4;

/** Builds the part of one namespace. Pure: the same partition and context give an equal result. */
export function buildNamespaceTopology(
  partition: NamespacePartition,
  context: NamespaceContext,
): NamespaceTopology {
  const namespace = partition.name;
  const namespaceId = formatReference({ kind: 'namespace', name: namespace });
  const nodes: TopologyNode[] = [];
  const edges = new Map<string, TopologyEdge>();
  const podIndex = indexPods(partition);
  const workloads = new Map<string, WorkloadGroup & { readonly pods: Pod[] }>();
  const workloadByPod = new Map<string, string>();
  const podId = (name: string): string => formatReference({ kind: 'pod', namespace, name });

  function addEdge(edge: Omit<TopologyEdge, 'id'>): void {
    const id = edgeId(edge.from, edge.to);
    edges.set(id, { id, ...edge });
  }

  function addPods(): void {
    for (const pod of partition.pods.values()) {
      const workload = workloadGroupOf(pod);
      if (workload !== undefined) {
        workloadByPod.set(pod.name, workload.id);
        const known = workloads.get(workload.id);
        if (known === undefined) workloads.set(workload.id, { ...workload, pods: [pod] });
        else known.pods.push(pod);
      }
      const { state, reason, badge } = believe(judgePod(pod), context.pods);
      nodes.push({
        id: podId(pod.name),
        kind: 'pod',
        namespace,
        name: pod.name,
        objectKind: 'Pod',
        state,
        stateReason: reason,
        badge,
        parent: workload?.id ?? namespaceId,
      });
    }
    for (const { id, kind: objectKind, name, pods } of workloads.values()) {
      const { state, reason, badge } = believe(judgeWorkload(pods), context.pods);
      nodes.push({
        id,
        kind: 'workload',
        namespace,
        name,
        objectKind,
        state,
        stateReason: reason,
        badge,
        parent: namespaceId,
      });
      for (const pod of pods) {
        addEdge({ kind: 'owns', from: id, to: podId(pod.name), state: 'ok', stateReason: '', ports: [] });
      }
    }
  }

  /**
   * Pods go by workload when the selector means the whole workload, which keeps the picture still while pods come and go;
   * pods that are chosen one by one get an edge of their own.
   */
  function routeTargets(
    selected: readonly Pod[],
    endpointPods: Iterable<string>,
  ): ReadonlyMap<string, readonly string[]> {
    const targets = new Map<string, string[]>();
    const add = (target: string, pod: string): void => {
      const pods = targets.get(target);
      if (pods === undefined) targets.set(target, [pod]);
      else if (!pods.includes(pod)) pods.push(pod);
    };
    const chosen = new Set(selected.filter(isAlive).map(({ name }) => name));
    const whole = new Set<string>();
    for (const name of chosen) {
      const owner = workloadByPod.get(name);
      const pods = owner === undefined ? undefined : workloads.get(owner)?.pods;
      if (owner === undefined || pods === undefined || whole.has(owner)) continue;
      if (pods.every((pod) => !isAlive(pod) || chosen.has(pod.name))) whole.add(owner);
    }
    for (const name of new Set([...chosen, ...endpointPods])) {
      const owner = workloadByPod.get(name);
      if (owner !== undefined && whole.has(owner)) add(owner, name);
      else add(podId(name), name);
    }
    return targets;
  }

  function addExternal(id: string, name: string, objectKind: string, badge: string): void {
    if (nodes.some((node) => node.id === id)) return;
    nodes.push({
      id,
      kind: 'external',
      namespace,
      name,
      objectKind,
      state: 'unknown',
      stateReason: 'is outside the cluster and is not checked from here',
      badge,
      parent: namespaceId,
    });
  }

  function addAddresses(
    serviceId: string,
    service: Service,
    addresses: ReadonlyMap<string, EndpointCondition>,
  ): void {
    const groups: [string, string, EndpointCondition[]][] =
      addresses.size > addressesDrawnApart
        ? [
            [
              `service/${service.name}`,
              countOf(addresses.size, 'address', 'addresses'),
              [...addresses.values()],
            ],
          ]
        : [...addresses].map(([address, condition]) => [address, address, [condition]]);
    for (const [key, name, conditions] of groups) {
      const id = `outside/${namespace}/${key}`;
      addExternal(id, name, 'Address', 'no pod');
      const { state, reason } = believe(judgeEndpoints(countEndpoints(conditions)), context.endpointSlices);
      addEdge({ kind: 'routes', from: serviceId, to: id, state, stateReason: reason, ports: [] });
    }
  }

  function addExternalName(serviceId: string, service: Service): TopologyNode {
    const domain = service.externalName ?? '';
    const resolved = context.externalNames.get(service.name);
    let state: TopologyState = 'ok';
    let reason = '';
    if (resolved?.target.kind === 'service' && resolved.outcome !== 'outside') {
      const { namespace: targetNamespace, name } = resolved.target;
      const targetId = formatReference({ kind: 'service', namespace: targetNamespace, name });
      if (resolved.outcome === 'missing') {
        state = 'error';
        reason = `leads to ${targetNamespace}/${name}, which does not exist`;
        const id = `outside/${namespace}/${domain}`;
        addExternal(id, `${name}.${targetNamespace}`, 'Missing Service', 'missing');
        addEdge({ kind: 'routes', from: serviceId, to: id, state, stateReason: reason, ports: [] });
      } else {
        if (resolved.outcome === 'unknown') {
          state = 'unknown';
          reason = `the Services of ${targetNamespace} are not readable`;
        }
        addEdge({ kind: 'routes', from: serviceId, to: targetId, state, stateReason: reason, ports: [] });
      }
    } else {
      const id = `outside/${namespace}/${domain}`;
      addExternal(id, domain, 'Domain', 'outside');
      addEdge({ kind: 'routes', from: serviceId, to: id, state: 'ok', stateReason: '', ports: [] });
    }
    const base = serviceNode(serviceId, service);
    return { ...base, ...believed({ state, reason }, context.services), badge: 'ExternalName' };
  }

  function believed(
    judged: { readonly state: TopologyState; readonly reason: string },
    belief: Belief,
  ): { readonly state: TopologyState; readonly stateReason: string } {
    const { state, reason } = believe(judged, belief);
    return { state, stateReason: reason };
  }

  function serviceNode(id: string, service: Service): Omit<TopologyNode, 'state' | 'stateReason' | 'badge'> {
    return { id, kind: 'service', namespace, name: service.name, objectKind: 'Service', parent: namespaceId };
  }

  function addExposure(serviceId: string, service: Service): void {
    const exposed =
      service.type === 'LoadBalancer' || service.type === 'NodePort' || service.externalIPs.length > 0;
    if (!exposed) return;
    const id = `clients/${namespace}`;
    addExternal(id, 'outside', 'Clients', '');
    const pending = service.type === 'LoadBalancer' && service.loadBalancerIngress.length === 0;
    addEdge({
      kind: 'exposes',
      from: id,
      to: serviceId,
      state: pending ? 'warning' : 'ok',
      stateReason: pending ? 'its load balancer has no address yet' : '',
      ports: service.ports.map(({ protocol, port, nodePort }) => ({
        protocol,
        port: service.type === 'NodePort' ? (nodePort ?? port) : port,
        targetPort: String(port),
      })),
    });
  }

  function addService(service: Service, slices: readonly EndpointSlice[]): void {
    const id = formatReference({ kind: 'service', namespace, name: service.name });
    if (service.type === 'ExternalName') {
      nodes.push(addExternalName(id, service));
      return;
    }
    const endpoints = collectEndpoints(service, slices, partition.pods, podIndex.byAddress);
    const selected = hasSelector(service) ? podIndex.select(service.selector ?? {}) : [];
    const belief = worstBelief(context.endpointSlices, context.pods, context.services);
    const counts = countEndpoints([...endpoints.pods.values(), ...endpoints.addresses.values()]);
    const judged = judgeService(service, counts, {
      active: selected.filter(isAlive).length,
      finished: selected.filter((pod) => !isAlive(pod)).length,
    });
    nodes.push({
      ...serviceNode(id, service),
      ...believed(judged, belief),
      badge: judged.badge,
    });
    for (const [target, pods] of routeTargets(selected, endpoints.pods.keys())) {
      const conditions = pods.flatMap((name) => endpoints.pods.get(name) ?? []);
      const leaving = pods.every((name) => {
        const pod = partition.pods.get(name);
        return pod !== undefined && !isActive(pod);
      });
      const outcome =
        leaving && conditions.length === 0
          ? { state: 'inactive' as const, reason: 'its pods are being deleted' }
          : judgeEndpoints(countEndpoints(conditions));
      addEdge({ kind: 'routes', from: id, to: target, ...believed(outcome, belief), ports: endpoints.ports });
    }
    addAddresses(id, service, endpoints.addresses);
    addExposure(id, service);
  }

  addPods();
  const slicesByService = new Map<string, EndpointSlice[]>();
  for (const slice of partition.endpointSlices.values()) {
    if (slice.serviceName === undefined) continue;
    const slices = slicesByService.get(slice.serviceName);
    if (slices === undefined) slicesByService.set(slice.serviceName, [slice]);
    else slices.push(slice);
  }
  for (const service of partition.services.values()) {
    addService(service, slicesByService.get(service.name) ?? []);
  }
  nodes.push(namespaceNode(partition, nodes, worstBelief(context.pods, context.services)));
  return { nodes, edges: [...edges.values()] };
}

/** The belief that limits all of them. */
function worstBelief(...beliefs: readonly Belief[]): Belief {
  return (
    beliefs.find(({ level }) => level === 'incomplete') ??
    beliefs.find(({ level }) => level === 'stale') ?? { level: 'complete', reason: '' }
  );
}

/** A namespace in the worst state of what is in it; the pods of a workload count through their workload. */
function namespaceNode(
  partition: NamespacePartition,
  content: readonly TopologyNode[],
  belief: Belief,
): TopologyNode {
  const id = formatReference({ kind: 'namespace', name: partition.name });
  const judged = content.filter(({ kind, parent }) => kind !== 'external' && parent === id);
  const terminating = partition.namespace?.phase === 'Terminating';
  const worst = worstState(judged.map(({ state }) => state));
  const worstCount = judged.filter(({ state }) => state === worst).length;
  let reason = '';
  if (severity(worst) > severity('ok')) {
    const first = judged.find(({ state }) => state === worst);
    const words = first === undefined ? '' : `${first.objectKind} ${first.name}: ${first.stateReason}`;
    reason = worstCount > 1 ? `${words}; ${worstCount - 1} more in this state` : words;
  }
  if (judged.length === 0)
    reason = belief.level === 'complete' ? 'has neither Services nor pods' : belief.reason;
  const state = judged.length === 0 && belief.level !== 'complete' ? 'unknown' : worst;
  const counts = [
    ...(partition.services.size > 0 ? [countOf(partition.services.size, 'Service')] : []),
    ...(partition.pods.size > 0 ? [countOf(partition.pods.size, 'pod')] : []),
  ];
  return {
    id,
    kind: 'namespace',
    namespace: partition.name,
    name: partition.name,
    objectKind: 'Namespace',
    state: terminating ? 'inactive' : state,
    stateReason: terminating ? 'is being deleted' : reason,
    badge: counts.length === 0 ? 'empty' : counts.join(' · '),
  };
}
