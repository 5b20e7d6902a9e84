import type { EndpointSlice, NamespacePartition, Pod, Service } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { clientsId, externalNode, missingServiceNode } from './externalNodes.ts';
import { type Belief, believe, judgeEndpoints, judgeService, worstBelief } from './judgeService.ts';
import type { NamespaceContext } from './namespaceContext.ts';
import type { PodClass, PodClasses } from './podClasses.ts';
import { type RouteTarget, RouteTargets } from './routeTargets.ts';
import {
  countEndpoints,
  endpointWords,
  type EndpointCondition,
  type ServiceEndpoints,
} from './serviceEndpoints.ts';
import { type TopologyEdge, type TopologyNode, countOf, edgeId } from './topology.ts';

/** What the graph says about one Service. */
export interface ServiceTopology {
  readonly node: TopologyNode;
  /** Lines from it, and the one to it from clients outside. */
  readonly edges: readonly TopologyEdge[];
  /** What it leads to outside the cluster, and clients from there. */
  readonly externals: readonly TopologyNode[];
  /** Pods of workloads that lines lead to by themselves, with the mark that they fold into. */
  readonly podParents: readonly (readonly [string, string])[];
}

/** What a Service is judged by, beside itself. */
export interface ServiceSurroundings {
  readonly partition: NamespacePartition;
  readonly pods: PodClasses;
  readonly slices: readonly EndpointSlice[];
  readonly context: NamespaceContext;
  /** Of all pods of the namespace; made when a slice names no pod. */
  readonly podsByAddress: () => ReadonlyMap<string, string>;
}

/** More bare addresses than this behind one Service are drawn as one thing. */
const addressesDrawnApart = 4;
/** More single pods of one workload than this are one line to the workload. */
const podsDrawnApart = 12;

/** Makes the part of the graph that one Service makes. */
export class ServiceBuilder {
  readonly #service: Service;
  readonly #id: string;
  readonly #in: ServiceSurroundings;
  readonly #belief: Belief;
  readonly #edges: TopologyEdge[] = [];
  readonly #externals: TopologyNode[] = [];
  readonly #podParents: (readonly [string, string])[] = [];

  constructor(service: Service, surroundings: ServiceSurroundings) {
    const { namespace, name } = service;
    this.#service = service;
    this.#id = formatReference({ kind: 'service', namespace, name });
    this.#in = surroundings;
    const { endpointSlices, pods, services } = surroundings.context;
    this.#belief = worstBelief(endpointSlices, pods, services);
  }

  /**
   * @param classes what the Service selects
   * @param others pods behind it that it does not select
   */
  build(classes: readonly PodClass[], endpoints: ServiceEndpoints, others: readonly Pod[]): ServiceTopology {
    const service = this.#service;
    const counts = countEndpoints(endpoints.pods.values(), endpoints.addresses.values());
    let [active, total] = [0, 0];
    for (const { alive, pods } of classes) {
      active += alive;
      total += pods.length;
    }
    const judged = judgeService(service, counts, { active, finished: total - active });
    this.#addRoutes(classes, endpoints, others);
    this.#addAddresses(endpoints);
    this.#addExposure();
    const { state, reason, badge } = believe(judged, this.#belief);
    return this.#finish({ state, stateReason: reason, badge });
  }

  buildExternalName(): ServiceTopology {
    const { namespace, name, externalName: domain = '' } = this.#service;
    const { context } = this.#in;
    const resolved = context.externalNames.get(name);
    let judged: { state: TopologyNode['state']; reason: string } = { state: 'ok', reason: '' };
    let target: string;
    if (resolved?.target.kind === 'service' && resolved.outcome !== 'outside') {
      const wanted = { namespace: resolved.target.namespace, name: resolved.target.name };
      target = formatReference({ kind: 'service', ...wanted });
      if (resolved.outcome !== 'found') {
        const missing = resolved.outcome === 'missing';
        judged = missing
          ? { state: 'error', reason: `leads to ${wanted.namespace}/${wanted.name}, which does not exist` }
          : { state: 'unknown', reason: `the Services of ${wanted.namespace} are not readable` };
        const node = missingServiceNode(namespace, wanted, missing ? undefined : judged.reason);
        this.#externals.push(node);
        target = node.id;
      }
    } else {
      const node = externalNode(namespace, domain, domain, 'Domain', 'outside');
      this.#externals.push(node);
      target = node.id;
    }
    this.#addEdge({ kind: 'routes', to: target, state: judged.state, stateReason: judged.reason, ports: [] });
    const { state, reason } = believe(judged, context.services);
    return this.#finish({ state, stateReason: reason, badge: 'ExternalName' });
  }

  #finish(judged: Pick<TopologyNode, 'state' | 'stateReason' | 'badge'>): ServiceTopology {
    const { namespace, name } = this.#service;
    return {
      node: {
        id: this.#id,
        kind: 'service',
        namespace,
        name,
        objectKind: 'Service',
        ...judged,
        parent: formatReference({ kind: 'namespace', name: namespace }),
      },
      edges: this.#edges,
      externals: this.#externals,
      podParents: this.#podParents,
    };
  }

  #addEdge(edge: Omit<TopologyEdge, 'id' | 'from'>): void {
    this.#edges.push({ id: edgeId(this.#id, edge.to), from: this.#id, ...edge });
  }

  #podId(name: string): string {
    return formatReference({ kind: 'pod', namespace: this.#service.namespace, name });
  }

  /**
   * Pods go by workload when the selector means the whole workload, which keeps the picture still while pods come and go;
   * a few pods that are chosen one by one get a line of their own.
   */
  #addRoutes(classes: readonly PodClass[], endpoints: ServiceEndpoints, others: readonly Pod[]): void {
    const { pods } = this.#in;
    const whole = this.#wholeWorkloads(classes);
    const targets = new RouteTargets();
    const singles = new Map<string, RouteTargets>();
    for (const { pods: own, workload } of classes) {
      const together = workload !== undefined && whole.has(workload.id) ? targets.at(workload.id) : undefined;
      for (const pod of own) {
        const condition = endpoints.pods.get(pod.name);
        if (condition === undefined && !isAlive(pod)) continue;
        const target = together ?? this.#single(pod, workload?.id, targets, singles);
        target.add(pod, condition);
      }
    }
    for (const pod of others) {
      const id = pods.classOf(pod)?.workload?.id;
      const target =
        id !== undefined && whole.has(id) ? targets.at(id) : this.#single(pod, id, targets, singles);
      target.add(pod, endpoints.pods.get(pod.name));
    }
    for (const [id, target] of targets.all) this.#addRoute(id, target, endpoints);
    for (const [workload, byPod] of singles) {
      const all = pods.workloads.get(workload)?.pods.length ?? byPod.all.size;
      if (byPod.all.size > podsDrawnApart) {
        const some = `${byPod.all.size} of ${countOf(all, 'pod')}`;
        this.#addRoute(workload, byPod.joined(), endpoints, some);
        continue;
      }
      for (const [pod, target] of byPod.all) {
        this.#addRoute(pod, target, endpoints);
        this.#podParents.push([pod, workload]);
      }
    }
  }

  /** Ids of the workloads of which the Service selects everything that lives. */
  #wholeWorkloads(classes: readonly PodClass[]): ReadonlySet<string> {
    const chosen = new Set(classes);
    const whole = new Set<string>();
    for (const { workload } of classes) {
      if (workload === undefined || whole.has(workload.id)) continue;
      const all = this.#in.pods.workloads.get(workload.id)?.classes ?? [];
      if (all.every((own) => own.alive === 0 || chosen.has(own))) whole.add(workload.id);
    }
    return whole;
  }

  /** A line to one pod; the pods of a workload are kept together, in case they are too many. */
  #single(
    { name }: Pod,
    workload: string | undefined,
    targets: RouteTargets,
    singles: Map<string, RouteTargets>,
  ): RouteTarget {
    if (workload === undefined) return targets.at(this.#podId(name));
    let ofWorkload = singles.get(workload);
    if (ofWorkload === undefined) {
      ofWorkload = new RouteTargets();
      singles.set(workload, ofWorkload);
    }
    return ofWorkload.at(this.#podId(name));
  }

  #addRoute(
    to: string,
    { conditions, isLeaving }: RouteTarget,
    endpoints: ServiceEndpoints,
    some = '',
  ): void {
    const counts = countEndpoints(conditions);
    const outcome =
      isLeaving && conditions.length === 0
        ? { state: 'inactive' as const, reason: 'its pods are being deleted' }
        : judgeEndpoints(counts);
    const { state, reason } = believe(outcome, this.#belief);
    const badge = [some, endpointWords(counts, conditions), endpoints.makers].filter(Boolean).join(' · ');
    this.#addEdge({
      kind: 'routes',
      to,
      state,
      stateReason: reason,
      ports: endpoints.ports,
      ...(badge === '' ? {} : { badge }),
    });
  }

  #addAddresses({ addresses, makers }: ServiceEndpoints): void {
    const { namespace, name } = this.#service;
    const groups: [string, string, EndpointCondition[]][] =
      addresses.size > addressesDrawnApart
        ? [[`service/${name}`, countOf(addresses.size, 'address', 'addresses'), [...addresses.values()]]]
        : [...addresses].map(([address, condition]) => [address, address, [condition]]);
    for (const [key, words, conditions] of groups) {
      const node = externalNode(namespace, key, words, 'Address', 'no pod');
      this.#externals.push(node);
      const judged = judgeEndpoints(countEndpoints(conditions));
      const { state, reason } = believe(judged, this.#in.context.endpointSlices);
      const badge = makers === '' ? {} : { badge: makers };
      this.#addEdge({ kind: 'routes', to: node.id, state, stateReason: reason, ports: [], ...badge });
    }
  }

  #addExposure(): void {
    const { type, namespace, externalIPs, loadBalancerIngress, ports } = this.#service;
    if (type !== 'LoadBalancer' && type !== 'NodePort' && externalIPs.length === 0) return;
    const from = clientsId(namespace);
    this.#externals.push(externalNode(namespace, undefined, 'outside', 'Clients', ''));
    const pending = type === 'LoadBalancer' && loadBalancerIngress.length === 0;
    this.#edges.push({
      id: edgeId(from, this.#id),
      kind: 'exposes',
      from,
      to: this.#id,
      state: pending ? 'warning' : 'ok',
      stateReason: pending ? 'its load balancer has no address yet' : '',
      ports: ports.map(({ protocol, port, nodePort }) => ({
        protocol,
        port: type === 'NodePort' ? (nodePort ?? port) : port,
        targetPort: String(port),
      })),
    });
  }
}
