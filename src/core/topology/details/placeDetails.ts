import type { ClusterSnapshot, NamespacePartition, Node } from '../../model/clusterSnapshot.ts';
import { formatLabels } from '../../model/labels.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { formatReference } from '../../model/reference.ts';
import { matchesLabelSelector, requirementsOf } from '../../model/matchSelector.ts';
import { directionsOf } from '../../policy/selectingPolicies.ts';
import { buildTopology } from '../buildTopology.ts';
import { buildNodesLens } from '../lenses/nodesLens.ts';
import { type TopologyNode, byUrgency, countOf, severity } from '../topology.ts';
import { type DetailFact, fact, factList } from './detailFact.ts';

/** Problems among marks, the worst first. */
function problemFacts(members: readonly TopologyNode[]): readonly DetailFact[] {
  const troubled = members.filter(
    ({ kind, state }) => kind !== 'external' && severity(state) > severity('unknown'),
  );
  return factList(
    'Problem',
    [...troubled].sort(byUrgency).map(({ id, objectKind, name, stateReason }) => ({
      value: `${objectKind} ${name} ${stateReason}`,
      id,
    })),
  );
}

/** What is worth knowing of a namespace. */
export function namespaceDetails(
  snapshot: ClusterSnapshot,
  partition: NamespacePartition,
): readonly DetailFact[] {
  const { name, namespace, pods, services, networkPolicies, ingresses, gateways, gatewayRoutes } = partition;
  const part = buildTopology(snapshot).parts.get(formatReference({ kind: 'namespace', name }));
  const unknown = part?.totals.unknown ?? 0;
  return [
    ...fact('Phase', namespace?.phase),
    ...fact('Services', `${services.size}${unknown > 0 ? `, ${unknown} not checked` : ''}`),
    ...fact('Pods', `${pods.size} in ${countOf(part?.groups.size ?? 0, 'workload')}`),
    ...fact('Ingresses', ingresses.size === 0 ? '' : String(ingresses.size)),
    ...fact('Gateways', gateways.size === 0 ? '' : String(gateways.size)),
    ...fact('Routes', gatewayRoutes.size === 0 ? '' : String(gatewayRoutes.size)),
    ...fact(
      'NetworkPolicies',
      networkPolicies.size === 0 ? 'none: every pod is open' : String(networkPolicies.size),
    ),
    ...problemFacts(part?.members ?? []),
    ...fact('Labels', formatLabels(namespace?.labels ?? {})),
  ];
}

/** What is worth knowing of a node. */
export function nodeDetails(snapshot: ClusterSnapshot, node: Node): readonly DetailFact[] {
  const { name, addresses, podCIDRs, conditions, taints = [], unschedulable } = node;
  const part = buildNodesLens(snapshot).parts.get(formatReference({ kind: 'node', name }));
  return [
    ...factList(
      'Address',
      addresses.map(({ type, address }) => ({ value: `${address} (${type})` })),
    ),
    ...fact('Pod addresses', podCIDRs.join(', ') || 'none assigned'),
    ...fact('Scheduling', unschedulable ? 'cordoned: takes no new pods' : ''),
    ...factList(
      'Condition',
      conditions.map(({ type, status, reason = '', message = '' }) => {
        const isGood = type === 'Ready' ? status === 'True' : status === 'False';
        const why = isGood ? [] : [reason, message].filter((part) => part !== '');
        return { value: [`${type}: ${status}`, ...why].join(' · ') };
      }),
    ),
    ...factList(
      'Taint',
      taints.map(({ key, value, effect }) => ({
        value: `${key}${value === undefined ? '' : `=${value}`}:${effect}`,
      })),
    ),
    ...fact('Pods', String(part?.totals.pods ?? 0)),
    ...problemFacts(part?.members ?? []),
  ];
}

/** What is worth knowing of a NetworkPolicy. */
export function policyDetails(partition: NamespacePartition, policy: NetworkPolicy): readonly DetailFact[] {
  const { podSelector, ingress, egress = [] } = policy;
  const requirements = requirementsOf(podSelector).map(({ key, operator, values }) =>
    values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`,
  );
  const selected = [...partition.pods.values()].filter(
    (pod) => !pod.hostNetwork && matchesLabelSelector(podSelector, pod.labels),
  );
  return [
    ...fact('Isolates', directionsOf(policy).join(' and ').toLowerCase()),
    ...fact('Selects', requirements.join(', ') || 'every pod of its namespace'),
    ...fact('Pods', String(selected.length)),
    ...factList(
      'Pod',
      selected.map(({ namespace, name }) => ({
        value: name,
        id: formatReference({ kind: 'pod', namespace, name }),
      })),
    ),
    ...fact('Ingress rules', ingress.length === 0 ? 'none: nothing comes in' : String(ingress.length)),
    ...(directionsOf(policy).includes('Egress')
      ? fact('Egress rules', egress.length === 0 ? 'none: nothing goes out' : String(egress.length))
      : []),
  ];
}
