import type { ClusterSnapshot, Pod, Service } from '../../model/clusterSnapshot.ts';
import { workloadOf } from '../../model/podWorkload.ts';
import { formatReference, type ObjectReference } from '../../model/reference.ts';
import { endpointsOf, isAlive, selectedPods } from '../../model/serviceEndpoints.ts';
import { podOfAddress } from '../../model/addressIndex.ts';
import { hostCidr, type ConnectionEnd } from './allowedConnection.ts';
import { selectorForPods } from './workloadSelector.ts';

/** The end of a connection as policies can name it: several where a Service has no selector. */
export interface ResolvedEnd {
  readonly ends: readonly ConnectionEnd[];
  /** The pods that are meant, as far as they exist now. */
  readonly pods: readonly Pod[];
  readonly warnings: readonly string[];
}

/** Why an end cannot be named in a policy. */
export interface EndProblem {
  readonly problem: string;
}

export function isProblem(result: ResolvedEnd | EndProblem): result is EndProblem {
  return 'problem' in result;
}

/** A label set that means exactly these pods; for host-network pods their addresses, which is all that a policy sees. */
export function endForPods(
  snapshot: ClusterSnapshot,
  pods: readonly Pod[],
  name: string,
): ResolvedEnd | EndProblem {
  const [first] = pods;
  if (first === undefined) return { problem: `${name} has no pod now` };
  if (pods.every(({ hostNetwork }) => hostNetwork)) {
    const cidrs = [...new Set(pods.flatMap(({ podIPs }) => podIPs.map(hostCidr)))].sort();
    if (cidrs.length === 0)
      return { problem: `${name} uses the network of its node, whose address is not known` };
    return {
      ends: [{ kind: 'addresses', cidrs, name: `${name} (addresses of its nodes)` }],
      pods,
      warnings: [
        `${name} uses the network of its nodes: policies see the nodes' addresses, and these change with the nodes`,
      ],
    };
  }
  const partition = snapshot.namespaces.get(first.namespace);
  const selector = selectorForPods(pods, partition?.pods.values() ?? []);
  if (selector === undefined)
    return { problem: `the pods of ${name} share no label that a policy could name` };
  const others = selector.others.map((pod) => pod.name).slice(0, 3);
  return {
    ends: [{ kind: 'pods', namespace: first.namespace, labels: selector.labels, name }],
    pods,
    warnings:
      others.length === 0
        ? []
        : [
            `no labels tell ${first.namespace}/${name} from ${others.join(', ')}: the policy covers them as well`,
          ],
  };
}

/** The ends behind addresses: pods by their workload, and what belongs to no pod by address. */
function endsForAddresses(
  snapshot: ClusterSnapshot,
  addresses: readonly string[],
  name: string,
): ResolvedEnd | EndProblem {
  const pods = addresses.flatMap((address) => podOfAddress(snapshot, address) ?? []);
  const owned = new Set(pods.flatMap(({ podIPs }) => podIPs));
  const outside = addresses.filter((address) => !owned.has(address));
  const workloads = Map.groupBy(pods, (pod) => {
    const workload = workloadOf(pod);
    return `${workload.namespace}/${workload.name}`;
  });
  const resolved = [...workloads.values()].map((group) =>
    endForPods(snapshot, group, group.map((pod) => workloadOf(pod).name)[0] ?? name),
  );
  const problem = resolved.find(isProblem);
  if (problem !== undefined) return problem;
  const known = resolved as readonly ResolvedEnd[];
  return {
    ends: [
      ...known.flatMap(({ ends }) => ends),
      ...(outside.length === 0
        ? []
        : [{ kind: 'addresses' as const, cidrs: outside.map(hostCidr).sort(), name }]),
    ],
    pods,
    warnings: known.flatMap(({ warnings }) => warnings),
  };
}

function endOfService(snapshot: ClusterSnapshot, service: Service): ResolvedEnd | EndProblem {
  const { namespace, name, selector } = service;
  if (service.type === 'ExternalName') {
    return { problem: `${namespace}/service/${name} is a name outside, and policies know addresses only` };
  }
  const pods = selectedPods(snapshot, service) ?? [];
  if (selector !== undefined) {
    // The selector is what the Service's author means, pods or no pods.
    if (pods.length > 0 && pods.every(({ hostNetwork }) => hostNetwork))
      return endForPods(snapshot, pods, name);
    return {
      ends: [{ kind: 'pods', namespace, labels: selector, name }],
      pods,
      warnings:
        pods.length > 0
          ? []
          : [`${namespace}/service/${name} selects no pod now: its selector is taken as it is`],
    };
  }
  const addresses = [
    ...new Set(endpointsOf(snapshot, service, undefined).map(({ address }) => address)),
  ].sort();
  if (addresses.length === 0) {
    return { problem: `${namespace}/service/${name} has neither a selector nor endpoints` };
  }
  return endsForAddresses(snapshot, addresses, name);
}

function podsOfWorkload(snapshot: ClusterSnapshot, reference: ObjectReference): readonly Pod[] {
  const pods = snapshot.namespaces.get(reference.namespace ?? '')?.pods.values() ?? [];
  return [...pods].filter((pod) => {
    const workload = workloadOf(pod);
    const names = [
      `${workload.kind.toLowerCase()}/${workload.name}`,
      `${(pod.owner?.kind ?? '').toLowerCase()}/${pod.owner?.name ?? ''}`,
    ];
    return isAlive(pod) && names.includes(`${reference.kind}/${reference.name}`);
  });
}

/** Resolves what somebody names as one end of a connection. */
export function endOfReference(
  snapshot: ClusterSnapshot,
  reference: ObjectReference,
): ResolvedEnd | EndProblem {
  const { kind, namespace, name } = reference;
  const partition = snapshot.namespaces.get(kind === 'namespace' ? name : (namespace ?? ''));
  const missing = { problem: `${formatReference(reference)} does not exist` };
  switch (kind) {
    case 'service': {
      const service = partition?.services.get(name);
      return service === undefined ? missing : endOfService(snapshot, service);
    }
    case 'namespace':
      if (partition === undefined) return missing;
      return {
        ends: [{ kind: 'pods', namespace: name, labels: {}, name: 'all-pods' }],
        pods: [...partition.pods.values()].filter(isAlive),
        warnings: [],
      };
    case 'pod': {
      const pod = partition?.pods.get(name);
      if (pod === undefined) return missing;
      // A policy lives longer than a pod: it names the workload.
      const workload = workloadOf(pod);
      const siblings = [...(partition?.pods.values() ?? [])].filter((other) => {
        const { kind: otherKind, name: otherName } = workloadOf(other);
        return isAlive(other) && otherKind === workload.kind && otherName === workload.name;
      });
      return endForPods(snapshot, siblings.includes(pod) ? siblings : [pod], workload.name);
    }
    case 'deployment':
    case 'replicaset':
    case 'statefulset':
    case 'daemonset':
    case 'job':
      return endForPods(snapshot, podsOfWorkload(snapshot, reference), name);
    default:
      return { problem: `${formatReference(reference)} is no end of a connection that a policy can name` };
  }
}

/** An address that somebody names: the pod that owns it, or the address itself. */
export function endOfAddress(snapshot: ClusterSnapshot, address: string): ResolvedEnd | EndProblem {
  if (address.includes('/')) {
    return { ends: [{ kind: 'addresses', cidrs: [address], name: address }], pods: [], warnings: [] };
  }
  return endsForAddresses(snapshot, [address], address);
}
