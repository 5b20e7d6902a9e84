import type { NamespacePartition } from '../../model/clusterSnapshot.ts';
import type { ResourceName } from '../../model/coverage.ts';
import type { Gateway, GatewayRoute, GatewayRouteKind, RouteParent } from '../../model/gateway.ts';
import { formatReference, type RoutingReferenceKind } from '../../model/reference.ts';
import { clientsId, externalNode } from '../externalNodes.ts';
import { believe } from '../judgeService.ts';
import { beliefIn } from '../namespaceContext.ts';
import {
  type TopologyEdge,
  type TopologyEdgePort,
  type TopologyNode,
  countOf,
  edgeId,
  severity,
} from '../topology.ts';
import {
  type BackendLink,
  type Entries,
  type EntryContext,
  type Judgement,
  judgeBackend,
  judgeLinks,
} from './entryContext.ts';
import { addLink } from './ingressEntries.ts';
import { judgeGateway, judgeParent, judgeParents } from './judgeGateway.ts';

const routeKinds: Readonly<
  Record<GatewayRouteKind, { readonly reference: RoutingReferenceKind; readonly resource: ResourceName }>
> = {
  HTTPRoute: { reference: 'httproute', resource: 'httproutes' },
  GRPCRoute: { reference: 'grpcroute', resource: 'grpcroutes' },
  TLSRoute: { reference: 'tlsroute', resource: 'tlsroutes' },
  TCPRoute: { reference: 'tcproute', resource: 'tcproutes' },
  UDPRoute: { reference: 'udproute', resource: 'udproutes' },
};

/** The id of a route's mark. */
export function routeId({
  kind,
  namespace,
  name,
}: Pick<GatewayRoute, 'kind' | 'namespace' | 'name'>): string {
  return formatReference({ kind: routeKinds[kind].reference, namespace, name });
}

function portsOf(gateway: Gateway | undefined, parent?: RouteParent): readonly TopologyEdgePort[] {
  const listeners = (gateway?.listeners ?? []).filter(
    ({ name, port }) =>
      (parent?.sectionName === undefined || parent.sectionName === name) &&
      (parent?.port === undefined || parent.port === port),
  );
  const once = new Map(listeners.map((listener) => [`${listener.port}/${listener.protocol}`, listener]));
  return [...once.values()].map(({ port, protocol }) => ({
    protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
    port,
    targetPort: String(port),
  }));
}

function nodeOf(
  identity: Pick<TopologyNode, 'id' | 'kind' | 'namespace' | 'name' | 'objectKind' | 'badge'>,
  judged: Judgement,
  resource: ResourceName,
  { snapshot }: EntryContext,
): TopologyNode {
  const { state, reason } = believe(judged, beliefIn(snapshot.coverage, resource, identity.namespace));
  const parent = formatReference({ kind: 'namespace', name: identity.namespace });
  return { ...identity, state, stateReason: reason, parent };
}

function gatewayNode(gateway: Gateway, context: EntryContext): TopologyNode {
  const { namespace, name, listeners } = gateway;
  const words = listeners.slice(0, 2).map(({ port, protocol }) => `${protocol} :${port}`);
  const more = listeners.length > 2 ? [`+${listeners.length - 2}`] : [];
  const id = formatReference({ kind: 'gateway', namespace, name });
  const badge = [...words, ...more].join(' ');
  const identity = { id, kind: 'gateway' as const, namespace, name, objectKind: 'Gateway', badge };
  return nodeOf(identity, judgeGateway(gateway, context), 'gateways', context);
}

class RouteEntries {
  readonly nodes: TopologyNode[] = [];
  readonly externals: TopologyNode[] = [];
  readonly edges = new Map<string, TopologyEdge>();
  readonly #context: EntryContext;

  constructor(context: EntryContext) {
    this.#context = context;
  }

  addGateway(gateway: Gateway): void {
    const node = gatewayNode(gateway, this.#context);
    const from = clientsId(gateway.namespace);
    this.nodes.push(node);
    this.externals.push(externalNode(gateway.namespace, undefined, 'outside', 'Clients', ''));
    const known = gateway.addresses.length > 0;
    this.#add({
      kind: 'exposes',
      from,
      to: node.id,
      state: known ? 'ok' : 'unknown',
      stateReason: known ? '' : 'it has no address yet',
      ports: portsOf(gateway),
    });
  }

  addRoute(route: GatewayRoute): void {
    const { kind, namespace, name, hostnames, parents, backends } = route;
    const id = routeId(route);
    // A parent of another kind is a Service of a mesh (GAMMA): clients reach the route through it, from inside.
    const gateways = parents.filter((parent) => parent.kind === 'Gateway');
    const attached = gateways.map((parent) => ({ parent, judged: judgeParent(parent, this.#context) }));
    const services = backends.filter((backend) => backend.kind === 'Service');
    const links = services.map((backend) => judgeBackend(namespace, backend, this.#context));
    const serving = links.filter((_, index) => services[index]?.weight !== 0);
    const [taken, behind] = [judgeParents(attached.map(({ judged }) => judged)), judgeLinks(serving)];
    const judged = severity(behind.state) > severity(taken.state) ? behind : taken;
    const badge = [
      hostnames[0] ?? (kind === 'HTTPRoute' || kind === 'GRPCRoute' ? 'any host' : ''),
      hostnames.length > 1 ? `+${hostnames.length - 1}` : '',
      gateways.length === 0 && parents.length > 0 ? 'mesh' : '',
    ];
    const words = badge.filter((part) => part !== '').join(' ');
    const identity = { id, kind: 'route' as const, namespace, name, objectKind: kind, badge: words };
    this.nodes.push(nodeOf(identity, judged, routeKinds[kind].resource, this.#context));
    for (const { parent, judged: outcome } of attached) this.#addParent(id, parent, outcome);
    const total = services.reduce((sum, { weight }) => sum + weight, 0);
    services.forEach(({ weight }, index) => {
      const link = links[index];
      if (link !== undefined) this.#addBackend(id, link, weight, total, services.length);
    });
  }

  #addParent(to: string, parent: RouteParent, { state, reason }: Judgement): void {
    const { namespace, name } = parent;
    const gateway = this.#context.snapshot.namespaces.get(namespace)?.gateways.get(name);
    if (gateway === undefined) return;
    const from = formatReference({ kind: 'gateway', namespace, name });
    this.#add({ kind: 'routes', from, to, state, stateReason: reason, ports: portsOf(gateway, parent) });
  }

  #addBackend(from: string, link: BackendLink, weight: number, total: number, count: number): void {
    const idle: BackendLink = { ...link, state: 'inactive', reason: 'its weight is 0' };
    const badge = count > 1 ? `weight ${weight} of ${total}` : undefined;
    addLink(this.edges, this.externals, from, weight === 0 ? idle : link, badge);
  }

  #add(edge: Omit<TopologyEdge, 'id'>): void {
    const id = edgeId(edge.from, edge.to);
    this.edges.set(id, { id, ...edge });
  }
}

/** The Gateways and routes of a namespace with what they lead to. */
export function gatewayEntries(partition: NamespacePartition, context: EntryContext): Entries {
  const entries = new RouteEntries(context);
  for (const gateway of partition.gateways.values()) entries.addGateway(gateway);
  for (const route of partition.gatewayRoutes.values()) entries.addRoute(route);
  return { nodes: entries.nodes, externals: entries.externals, edges: [...entries.edges.values()] };
}

/** `2 Ingresses`, `1 Gateway`: what leads into a namespace, for its badge. */
export function entryWords({ ingresses, gateways }: NamespacePartition): readonly string[] {
  return [
    ...(ingresses.size > 0 ? [countOf(ingresses.size, 'Ingress', 'Ingresses')] : []),
    ...(gateways.size > 0 ? [countOf(gateways.size, 'Gateway')] : []),
  ];
}
