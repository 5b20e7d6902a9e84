import type { ClusterSnapshot, NamespacePartition, Service } from '../../core/model/clusterSnapshot.ts';
import type { ConnectionProblem } from '../../core/model/connection.ts';
import { type Coverage, type ResourceName, basicResourceNames } from '../../core/model/coverage.ts';
import { formatReference, parseReference } from '../../core/model/reference.ts';
import { buildTopology } from '../../core/topology/buildTopology.ts';
import { sumTotals } from '../../core/topology/foldTopology.ts';
import { memberOf } from '../../core/topology/memberOf.ts';
import {
  type TopologyNode,
  type TopologyPart,
  countOf,
  severity,
  worstState,
} from '../../core/topology/topology.ts';
import type { TopologyState } from '../../core/model/topologyState.ts';
import type { TreeNode } from '../../protocol/treeProtocol.ts';
import { endpointsOfService, nodesOfService, readiness, separator, serviceTreeId } from './serviceTree.ts';
import { compareText, messageNode } from './treeNodes.ts';

/** Resources without which the state of a Service cannot be told. */
const neededByTree: readonly ResourceName[] = ['namespaces', 'services', 'endpointslices', 'pods'];

/** How many Services there are, and how many of them want attention or could not be judged. */
export interface ServiceCounts {
  readonly services: number;
  /** State error or warning. */
  readonly problems: number;
  /** State unknown. */
  readonly unknown: number;
}

function isProblem(state: TopologyState): boolean {
  return state === 'error' || state === 'warning';
}

/** What stands in the tree while there is no cluster to show, and above it when the connection is lost. */
export function problemNodes(problem: ConnectionProblem): TreeNode[] {
  const nodes = [messageNode('problem', problem.message, 'error')];
  if (problem.advice !== '') nodes.push(messageNode('advice', problem.advice, 'ok'));
  return nodes;
}

/** What stands in the tree until the first data arrive. */
export function connectingNodes(server: string): TreeNode[] {
  return [messageNode('connecting', 'Connecting…', 'ok', server)];
}

/** Counts over the whole snapshot. */
export function countServices(snapshot: ClusterSnapshot): ServiceCounts {
  const { services, problems, unknown } = sumTotals(buildTopology(snapshot));
  return { services, problems, unknown };
}

/**
 * The children of a tree item: of the root when no id is given, none of an item that is not there any more.
 * What did not change between two snapshots is the same object.
 */
export function networkTreeChildren(snapshot: ClusterSnapshot, id?: string): readonly TreeNode[] {
  if (id === undefined) return rootNodes(snapshot);
  const [objectId = '', portId, ...more] = id.split(separator);
  const reference = parseReference(objectId, '');
  if (more.length > 0 || reference === undefined) return [];
  const { kind, name, namespace = name } = reference;
  const partition = snapshot.namespaces.get(namespace);
  const part = buildTopology(snapshot).parts.get(formatReference({ kind: 'namespace', name: namespace }));
  if (partition === undefined || part === undefined) return [];
  if (kind === 'namespace') return namespaceChildren(part, partition);
  const service = kind === 'service' ? partition.services.get(name) : undefined;
  if (service === undefined || serviceTreeId(service) !== objectId) return [];
  return nodesOfService(memberOf(part, objectId), partition, service, portId);
}

function rootNodes(snapshot: ClusterSnapshot): readonly TreeNode[] {
  const { parts } = buildTopology(snapshot);
  const namespaces = [...snapshot.namespaces.values()].flatMap((partition) => {
    const part = parts.get(formatReference({ kind: 'namespace', name: partition.name }));
    return part === undefined ? [] : [{ node: namespaceNode(part, partition), totals: part.totals }];
  });
  namespaces.sort(
    ({ node: left, totals: ofLeft }, { node: right, totals: ofRight }) =>
      Number(ofRight.problems > 0) - Number(ofLeft.problems > 0) ||
      (ofLeft.problems > 0 ? severity(right.state) - severity(left.state) : 0) ||
      compareText(left.label, right.label),
  );
  return [
    ...summaryNodes(snapshot),
    ...coverageNodes(snapshot.coverage),
    ...namespaces.map(({ node }) => node),
  ];
}

function summaryNodes(snapshot: ClusterSnapshot): TreeNode[] {
  const loading = neededByTree.filter((resource) => snapshot.coverage[resource].state === 'loading');
  if (loading.length > 0) return [messageNode('loading', 'Reading the cluster…', 'ok', loading.join(', '))];
  const { services, problems, unknown } = countServices(snapshot);
  const unchecked = unknown === 0 ? '' : `${unknown} not checked`;
  if (problems > 0) {
    const verb = problems === 1 ? 'has a problem' : 'have a problem';
    return [
      messageNode('summary', `${problems} of ${countOf(services, 'Service')} ${verb}`, 'warning', unchecked),
    ];
  }
  if (services === 0) {
    const readable = ['complete', 'stale'].includes(snapshot.coverage.services.state);
    return readable ? [messageNode('summary', 'There are no Services', 'ok')] : [];
  }
  if (unknown === services)
    return [messageNode('summary', `${countOf(services, 'Service')}, none checked`, 'unknown')];
  return [
    messageNode('summary', `No problems found in ${countOf(services - unknown, 'Service')}`, 'ok', unchecked),
  ];
}

function coverageNodes(coverage: Coverage): TreeNode[] {
  return basicResourceNames.flatMap((resource) => {
    const { state, reason, since } = coverage[resource];
    if (state === 'complete' || state === 'loading') return [];
    const words = state === 'stale' && since !== undefined ? `stale since ${since}` : state;
    return [messageNode(`coverage/${resource}`, `${resource}: ${words}`, 'unknown', reason ?? '')];
  });
}

/** Made once for each part: a part that did not change is the same object. */
const namespaceNodes = new WeakMap<TopologyPart, TreeNode>();
const childrenOfParts = new WeakMap<TopologyPart, readonly TreeNode[]>();

function namespaceNode(part: TopologyPart, partition: NamespacePartition): TreeNode {
  const known = namespaceNodes.get(part);
  if (known !== undefined) return known;
  const { frame, members, totals } = part;
  const worst = worstState(members.flatMap(({ kind, state }) => (kind === 'service' ? [state] : [])));
  const terminating = frame.state === 'inactive' && partition.namespace?.phase === 'Terminating';
  const facts = [
    ...(totals.problems > 0 ? [countOf(totals.problems, 'problem')] : []),
    totals.services === 0 ? 'no Services' : countOf(totals.services, 'Service'),
    ...(terminating ? ['is being deleted'] : []),
  ];
  const node: TreeNode = {
    id: frame.id,
    kind: 'namespace',
    label: partition.name,
    description: facts.join(' · '),
    tooltip: [`Namespace ${partition.name}`, facts.join(' · '), frame.stateReason]
      .filter((line) => line !== '')
      .join('\n'),
    state: terminating ? 'inactive' : totals.problems > 0 || worst === 'unknown' ? worst : 'ok',
    hasChildren: members.some(({ kind }) => kind === 'service' || isEntry(kind)),
    reference: { kind: 'namespace', name: partition.name },
  };
  namespaceNodes.set(part, node);
  return node;
}

function isEntry(kind: TopologyNode['kind']): kind is 'ingress' | 'gateway' | 'route' {
  return kind === 'ingress' || kind === 'gateway' || kind === 'route';
}

function namespaceChildren(part: TopologyPart, partition: NamespacePartition): readonly TreeNode[] {
  const known = childrenOfParts.get(part);
  if (known !== undefined) return known;
  const nodes = part.members.flatMap((member): TreeNode[] => {
    const service = member.kind === 'service' ? partition.services.get(member.name) : undefined;
    if (service !== undefined) return [serviceNode(member, partition, service)];
    return isEntry(member.kind) ? [entryNode(member, member.kind)] : [];
  });
  nodes.sort(
    (left, right) =>
      Number(isProblem(right.state)) - Number(isProblem(left.state)) ||
      (isProblem(left.state) ? severity(right.state) - severity(left.state) : 0) ||
      Number(right.kind !== 'service') - Number(left.kind !== 'service') ||
      compareText(left.label, right.label),
  );
  childrenOfParts.set(part, nodes);
  return nodes;
}

/** An Ingress, a Gateway or a route: what leads to the Services of the namespace. */
function entryNode(member: TopologyNode, kind: 'ingress' | 'gateway' | 'route'): TreeNode {
  const { id, name, namespace, objectKind, state, stateReason, badge } = member;
  const reference = parseReference(id, '');
  return {
    id,
    kind,
    label: name,
    description: [objectKind, badge, stateReason].filter((part) => part !== '').join(' · '),
    tooltip: [`${objectKind} ${namespace}/${name}`, badge, stateReason]
      .filter((line) => line !== '')
      .join('\n'),
    state,
    hasChildren: false,
    ...(reference === undefined ? {} : { reference }),
  };
}

/** By the Service as the topology judges it: that is made anew when its slices change. */
const serviceNodes = new WeakMap<TopologyNode, TreeNode>();

function serviceNode(judged: TopologyNode, partition: NamespacePartition, service: Service): TreeNode {
  let node = serviceNodes.get(judged);
  if (node === undefined) {
    node = makeServiceNode(judged, partition, service);
    serviceNodes.set(judged, node);
  }
  return node;
}

function makeServiceNode(
  { state, stateReason, badge }: TopologyNode,
  partition: NamespacePartition,
  service: Service,
): TreeNode {
  const facts =
    service.type === 'ExternalName'
      ? `ExternalName → ${service.externalName ?? ''}`
      : [badge, ...(state === 'ok' ? [readiness(endpointsOfService(partition, service))] : [])]
          .filter((part) => part !== '')
          .join(' · ');
  const addresses = service.headless ? 'headless' : service.clusterIPs.join(', ');
  return {
    id: serviceTreeId(service),
    kind: 'service',
    label: service.name,
    description: [facts, stateReason].filter((part) => part !== '').join(' · '),
    tooltip: [
      `Service ${service.namespace}/${service.name}`,
      [service.type, addresses].filter((part) => part !== '').join(' · '),
      stateReason,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    state,
    hasChildren: true,
    reference: { kind: 'service', namespace: service.namespace, name: service.name },
  };
}
