import type { EndpointSlice, NamespacePartition, Pod, Service } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { clientsId, externalNode, missingServiceNode } from './externalNodes.ts';
import { type Belief, believe, judgeEndpoints, judgeService, worstBelief } from './judgeService.ts';
import type { NamespaceContext } from './namespaceContext.ts';
import type { PodClass, PodClasses } from './podClasses.ts';
import { podRecord } from './podRecord.ts';
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

  /** @param selectedOnly whether all endpoints are pods of these classes */
  build(classes: readonly PodClass[], endpoints: ServiceEndpoints, selectedOnly: boolean): ServiceTopology {
    const service = this.#service;
    const counts = countEndpoints([...endpoints.pods.values(), ...endpoints.addresses.values()]);
    let [active, total] = [0, 0];
    for (const { alive, pods } of classes) {
      active += alive;
      total += pods.length;
    }
    const judged = judgeService(service, counts, { active, finished: total - active });
    this.#addRoutes(classes, endpoints, selectedOnly);
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
  #addRoutes(classes: readonly PodClass[], endpoints: ServiceEndpoints, selectedOnly: boolean): void {
    const { partition, pods } = this.#in;
    const chosen = new Set(classes);
    const whole = new Set<string>();
    for (const { workload } of classes) {
      if (workload === undefined || whole.has(workload.id)) continue;
      const all = pods.workloads.get(workload.id)?.classes ?? [];
      if (all.every((own) => own.alive === 0 || chosen.has(own))) whole.add(workload.id);
    }
    const conditions = new Map<string, EndpointCondition[]>();
    const singles = new Map<string, Map<string, EndpointCondition[]>>();
    const leaving = new Map<string, boolean>();
    const place = (pod: Pod, workload: string | undefined): void => {
      const condition = endpoints.pods.get(pod.name);
      let into = conditions;
      let key = workload ?? '';
      if (workload === undefined) key = this.#podId(pod.name);
      else if (!whole.has(workload)) {
        key = this.#podId(pod.name);
        const known = singles.get(workload) ?? new Map<string, EndpointCondition[]>();
        singles.set(workload, known);
        into = known;
      }
      const list = into.get(key);
      if (list === undefined) into.set(key, condition === undefined ? [] : [condition]);
      else if (condition !== undefined) list.push(condition);
      leaving.set(key, (leaving.get(key) ?? true) && !podRecord(pod).active);
    };
    for (const { pods: own, workload } of classes) {
      for (const pod of own) {
        if (isAlive(pod) || endpoints.pods.has(pod.name)) place(pod, workload?.id);
      }
    }
    for (const name of selectedOnly ? [] : endpoints.pods.keys()) {
      const pod = partition.pods.get(name);
      const own = pod === undefined ? undefined : pods.classOf(pod);
      if (pod !== undefined && own !== undefined && !chosen.has(own)) place(pod, own.workload?.id);
    }
    for (const [target, list] of conditions) this.#addRoute(target, list, leaving.get(target), endpoints);
    for (const [workload, byPod] of singles) {
      const all = pods.workloads.get(workload)?.pods.length ?? byPod.size;
      if (byPod.size > podsDrawnApart) {
        const some = `${byPod.size} of ${countOf(all, 'pod')}`;
        this.#addRoute(workload, [...byPod.values()].flat(), false, endpoints, some);
        continue;
      }
      for (const [pod, list] of byPod) {
        this.#addRoute(pod, list, leaving.get(pod), endpoints);
        this.#podParents.push([pod, workload]);
      }
    }
  }

  #addRoute(
    to: string,
    conditions: readonly EndpointCondition[],
    leaving: boolean | undefined,
    endpoints: ServiceEndpoints,
    some = '',
  ): void {
    const counts = countEndpoints(conditions);
    const outcome =
      leaving === true && conditions.length === 0
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
