import type { ClusterSnapshot, Service } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import { nearestNames } from '../../model/nearestNames.ts';
import { formatReference } from '../../model/reference.ts';
import { missingServiceNode } from '../externalNodes.ts';
import type { NamespaceServices } from '../namespaceServices.ts';
import type { TopologyEdge, TopologyNode } from '../topology.ts';
import type { TopologyState } from '../../model/topologyState.ts';

/** What stands before the Services of a namespace: Ingresses, Gateways and routes. */
export interface Entries {
  readonly nodes: readonly TopologyNode[];
  readonly externals: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** What entries are judged by, beside themselves. */
export interface EntryContext {
  readonly snapshot: ClusterSnapshot;
  /** The judged Services of a namespace; absent where nothing of it is known. */
  readonly servicesOf: (namespace: string) => NamespaceServices | undefined;
}

/** A judgement without the few words of a badge. */
export interface Judgement {
  readonly state: TopologyState;
  readonly reason: string;
}

/** Nothing to say. */
export const fine: Judgement = { state: 'ok', reason: '' };

/** Where a rule sends requests. */
export interface BackendTarget {
  readonly namespace: string;
  readonly name: string;
  /** A number or a name of a port of the Service; absent when none is given. */
  readonly port?: number | string;
}

/** A line to a Service, judged by what the Service can do. */
export interface BackendLink extends Judgement {
  /** Id of the Service, or of the mark that stands for it. */
  readonly to: string;
  readonly ports: TopologyEdge['ports'];
  /** The mark for a Service that is not there. */
  readonly external?: TopologyNode;
}

function servicePort(service: Service, port: number | string | undefined) {
  return service.ports.find((own) => (typeof port === 'string' ? own.name === port : own.port === port));
}

/** What a Service has instead of the port that is asked for: `it has http (80)`. */
function portsOf({ ports }: Service): string {
  const own = ports.map(({ name, port }) =>
    name === undefined ? String(port) : `${name} (${String(port)})`,
  );
  return own.length === 0 ? 'it has none' : `it has ${own.slice(0, 5).join(', ')}`;
}

/** The Service that is probably meant by the name of one that is not there. */
function nearestService({ namespace, name }: BackendTarget, { snapshot }: EntryContext): string {
  const [nearest] = nearestNames(name, snapshot.namespaces.get(namespace)?.services.keys() ?? []);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/**
 * Judges a line from an entry to a Service.
 * @param from the namespace of the entry
 */
export function judgeBackend(from: string, target: BackendTarget, context: EntryContext): BackendLink {
  const { snapshot, servicesOf } = context;
  const { namespace, name, port } = target;
  const service = snapshot.namespaces.get(namespace)?.services.get(name);
  const node = servicesOf(namespace)?.services.get(name);
  const label = namespace === from ? name : `${namespace}/${name}`;
  if (service === undefined || node === undefined) {
    const missing = isComplete(snapshot.coverage, 'services', namespace);
    const unreadable = `the Services of ${namespace} are not readable`;
    const external = missingServiceNode(from, target, missing ? undefined : unreadable);
    const judged: Judgement = missing
      ? { state: 'error', reason: `Service ${label} does not exist${nearestService(target, context)}` }
      : { state: 'unknown', reason: unreadable };
    return { to: external.id, ports: [], external, ...judged };
  }
  const to = formatReference({ kind: 'service', namespace, name });
  const own = servicePort(service, port);
  if (port !== undefined && own === undefined && service.type !== 'ExternalName') {
    const reason = `Service ${label} has no port ${String(port)}; ${portsOf(service)}`;
    return { to, ports: [], state: 'error', reason };
  }
  const { protocol = 'TCP', port: number = 0, targetPort = number } = own ?? {};
  const ports = own === undefined ? [] : [{ protocol, port: number, targetPort: String(targetPort) }];
  // A Service that is scaled to nothing on purpose is judged by itself.
  const silent = node.state === 'ok' || node.state === 'inactive';
  return {
    to,
    ports,
    ...(silent ? fine : { state: node.state, reason: `Service ${label} ${node.stateReason}` }),
  };
}

/** Faults that are told before the rest is only counted. */
const shownFaults = 3;

/** What several lines come to: broken when all are, impaired when some are. Each fault is told, not the first alone. */
export function judgeLinks(links: readonly Judgement[]): Judgement {
  const broken = links.filter(({ state }) => state === 'error');
  if (broken.length > 0) {
    const reasons = [...new Set(broken.map(({ reason }) => reason))];
    const more = reasons.length > shownFaults ? [`and ${String(reasons.length - shownFaults)} more`] : [];
    const reason = [...reasons.slice(0, shownFaults), ...more].join(' · ');
    if (broken.length === links.length) return { state: 'error', reason };
    return { state: 'warning', reason: `${broken.length} of ${links.length} backends: ${reason}` };
  }
  return (
    links.find(({ state }) => state === 'warning') ?? links.find(({ state }) => state === 'unknown') ?? fine
  );
}
