import type { NamespacePartition } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import type { Ingress, IngressBackend } from '../../model/ingress.ts';
import { formatReference } from '../../model/reference.ts';
import { clientsId, externalNode } from '../externalNodes.ts';
import { believe } from '../judgeService.ts';
import { beliefIn } from '../namespaceContext.ts';
import { type TopologyEdge, type TopologyNode, edgeId, severity } from '../topology.ts';
import {
  type BackendLink,
  type Entries,
  type EntryContext,
  type Judgement,
  fine,
  judgeBackend,
  judgeLinks,
} from './entryContext.ts';

type ServiceBackend = Extract<IngressBackend, { kind: 'service' }>;

/** A Service and port that an Ingress sends to, and the first path that leads there; none for the default backend. */
interface RoutedBackend extends ServiceBackend {
  readonly path?: string;
}

/** The Services that an Ingress sends to, each port once. */
function serviceBackendsOf({ defaultBackend, rules }: Ingress): readonly RoutedBackend[] {
  const all: readonly (readonly [IngressBackend, string | undefined])[] = [
    ...(defaultBackend === undefined ? [] : [[defaultBackend, undefined] as const]),
    ...rules.flatMap(({ paths }) => paths.map(({ backend, path = '/' }) => [backend, path] as const)),
  ];
  const once = new Map<string, RoutedBackend>();
  for (const [backend, path] of all) {
    const key = backend.kind === 'service' ? `${backend.name}:${String(backend.port)}` : '';
    if (backend.kind === 'service' && !once.has(key))
      once.set(key, { ...backend, ...(path === undefined ? {} : { path }) });
  }
  return [...once.values()];
}

/** A line with the path that leads there before its fault, where an Ingress has several. */
function atPath(link: BackendLink, path: string | undefined, isOnly: boolean): Judgement {
  return link.state !== 'error' || path === undefined || isOnly
    ? link
    : { state: link.state, reason: `${path}: ${link.reason}` };
}

/**
 * Whether somebody serves an Ingress. Controllers may serve one without telling so: silence is no fault, unless the class that
 * it names is the only one that is missing.
 */
function judgeClass({ className, addresses }: Ingress, { snapshot }: EntryContext): Judgement {
  if (addresses.length > 0) return fine;
  const { ingressClasses, coverage } = snapshot;
  if (className === undefined) {
    if ([...ingressClasses.values()].some(({ isDefault }) => isDefault))
      return { state: 'unknown', reason: 'no controller has given it an address yet' };
    return { state: 'unknown', reason: 'names no class, and no controller has given it an address' };
  }
  const absent = isComplete(coverage, 'ingressclasses') && !ingressClasses.has(className);
  if (!absent)
    return { state: 'unknown', reason: `no controller of class ${className} has given it an address yet` };
  const reason = `no IngressClass is named ${className}, and no controller has given it an address`;
  return { state: ingressClasses.size > 0 ? 'warning' : 'unknown', reason };
}

function hostWords({ rules, tlsHosts }: Ingress): string {
  const hosts = [...new Set(rules.map(({ host = 'any host' }) => host))];
  const [first = 'any host'] = hosts;
  const more = hosts.length > 1 ? ` +${hosts.length - 1}` : '';
  return `${first}${more}${tlsHosts.length > 0 ? ' · TLS' : ''}`;
}

function ingressNode(ingress: Ingress, links: readonly Judgement[], context: EntryContext): TopologyNode {
  const { namespace, name } = ingress;
  const [taken, backends] = [judgeClass(ingress, context), judgeLinks(links)];
  const judged = severity(backends.state) > severity(taken.state) ? backends : taken;
  const { state, reason } = believe(judged, beliefIn(context.snapshot.coverage, 'ingresses', namespace));
  return {
    id: formatReference({ kind: 'ingress', namespace, name }),
    kind: 'ingress',
    namespace,
    name,
    objectKind: 'Ingress',
    state,
    stateReason: reason,
    badge: hostWords(ingress),
    parent: formatReference({ kind: 'namespace', name: namespace }),
  };
}

/** The Ingresses of a namespace with what they lead to. */
export function ingressEntries(partition: NamespacePartition, context: EntryContext): Entries {
  const nodes: TopologyNode[] = [];
  const externals: TopologyNode[] = [];
  const edges = new Map<string, TopologyEdge>();
  const from = clientsId(partition.name);
  for (const ingress of partition.ingresses.values()) {
    const backends = serviceBackendsOf(ingress);
    const links = backends.map(({ name, port }) =>
      judgeBackend(partition.name, { namespace: partition.name, name, port }, context),
    );
    const judged = links.map((link, index) => atPath(link, backends[index]?.path, links.length === 1));
    const node = ingressNode(ingress, judged, context);
    nodes.push(node);
    externals.push(externalNode(partition.name, undefined, 'outside', 'Clients', ''));
    edges.set(edgeId(from, node.id), {
      id: edgeId(from, node.id),
      kind: 'exposes',
      from,
      to: node.id,
      ...(ingress.addresses.length > 0
        ? { state: 'ok', stateReason: '' }
        : { state: 'unknown', stateReason: 'it has no address yet' }),
      ports: [],
      badge: ingress.tlsHosts.length > 0 ? 'HTTPS' : 'HTTP',
    });
    for (const link of links) addLink(edges, externals, node.id, link);
  }
  return { nodes, externals, edges: [...edges.values()] };
}

/** Adds a line to a backend; two ports of one Service are one line, in the worse state. */
export function addLink(
  edges: Map<string, TopologyEdge>,
  externals: TopologyNode[],
  from: string,
  { to, state, reason, ports, external }: BackendLink,
  badge?: string,
): void {
  if (external !== undefined) externals.push(external);
  const id = edgeId(from, to);
  const known = edges.get(id);
  const worse = known !== undefined && severity(known.state) >= severity(state) ? known : undefined;
  edges.set(id, {
    id,
    kind: 'routes',
    from,
    to,
    state: worse?.state ?? state,
    stateReason: worse?.stateReason ?? reason,
    ports: [...(known?.ports ?? []), ...ports],
    ...(badge === undefined ? {} : { badge }),
  });
}
