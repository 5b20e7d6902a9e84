import ipaddr from 'ipaddr.js';
import type { AddressFamily } from '../address/addressFamily.ts';
import type { ClusterSnapshot, Node, Pod } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { podOfAddress, serviceOfAddress } from '../model/addressIndex.ts';
import {
  type Cidr,
  cidrContains,
  cidrOf,
  type IpAddress,
  parseCidr,
  parseIpAddress,
} from '../address/cidr.ts';
import type { KnownLabels } from '../model/matchSelector.ts';
import { namespaceLabelsOf } from '../model/namespaceLabels.ts';
import type { PolicyEnd } from './policyQuery.ts';

/** A pod with a network of its own. */
export interface PodEnd {
  readonly kind: 'pod';
  readonly title: string;
  readonly pod: Pod;
  readonly namespaceLabels: KnownLabels;
  readonly addresses: readonly Cidr[];
}

/** A node: itself, or a host-network pod on it, which no policy can tell from it. */
export interface NodeEnd {
  readonly kind: 'node';
  readonly title: string;
  /** Absent for a host-network pod that is on no node yet. */
  readonly name?: string;
  /** Absent when the Node object is not known. */
  readonly node?: Node;
  /**
   * What the other side may see as its address: those of the Node object, and as a source also any of the node's pod range,
   * from which tunnels and bridges have theirs.
   */
  readonly addresses: readonly Cidr[];
  /** Whether the other side can see no further address. */
  readonly exhaustive: boolean;
}

/** Something outside the cluster. */
export interface ExternalEnd {
  readonly kind: 'external';
  readonly title: string;
  readonly addresses: readonly Cidr[];
  /** Why it may be a pod or node after all; '' when it surely is none. */
  readonly doubt: string;
}

/** An end of which nothing can be said. */
export interface UnknownEnd {
  readonly kind: 'unknown';
  readonly title: string;
  readonly reason: string;
}

/** An end as an enforcer of policies sees it. */
export type TrafficEnd = PodEnd | NodeEnd | ExternalEnd | UnknownEnd;

/** As the packets' source a node may show an address that its object does not name. */
export type EndRole = 'source' | 'destination';

function blocksOf(addresses: readonly string[], family: AddressFamily | undefined): readonly Cidr[] {
  return addresses.flatMap((text) => {
    const address = parseIpAddress(text);
    if (address === undefined || (family !== undefined && address.family !== family)) return [];
    return [cidrOf(address, text)];
  });
}

function nodeEnd(
  snapshot: ClusterSnapshot,
  name: string | undefined,
  title: string,
  role: EndRole,
  family: AddressFamily | undefined,
  own: readonly string[] = [],
): NodeEnd {
  const node = name === undefined ? undefined : snapshot.nodes.get(name);
  const known = own.length > 0 ? own : (node?.addresses.map(({ address }) => address) ?? []);
  const ranges = role === 'source' ? (node?.podCIDRs ?? []) : [];
  return {
    kind: 'node',
    title,
    ...(name === undefined ? {} : { name }),
    ...(node === undefined ? {} : { node }),
    addresses: [
      ...blocksOf(known, family),
      ...ranges.flatMap((range) => {
        const block = parseCidr(range);
        return block === undefined || (family !== undefined && block.family !== family) ? [] : [block];
      }),
    ],
    exhaustive: role === 'destination' || ranges.length > 0,
  };
}

function podEnd(
  snapshot: ClusterSnapshot,
  pod: Pod,
  role: EndRole,
  family: AddressFamily | undefined,
): TrafficEnd {
  const title = `pod ${pod.namespace}/${pod.name}`;
  if (!isAlive(pod)) {
    return { kind: 'unknown', title, reason: `${title} has ended (${pod.phase}) and has no network` };
  }
  // The kubelet gives a host-network pod the addresses of its node.
  if (pod.hostNetwork) return nodeEnd(snapshot, pod.nodeName, title, role, family, pod.podIPs);
  return {
    kind: 'pod',
    title,
    pod,
    namespaceLabels: namespaceLabelsOf(snapshot, pod.namespace),
    addresses: blocksOf(pod.podIPs, family),
  };
}

function nodeOfAddress(snapshot: ClusterSnapshot, address: string): Node | undefined {
  for (const node of snapshot.nodes.values()) {
    if (node.addresses.some((known) => known.address === address)) return node;
  }
  return undefined;
}

/** IPv4 addresses that the Internet routes. Clusters that give such addresses to pods name them in their nodes' ranges. */
function isPublic(address: IpAddress, text: string): boolean {
  return address.family === 4 && ipaddr.parse(text).range() === 'unicast';
}

/** Why an address that no known object owns may still be inside the cluster; '' when it cannot. */
function doubtAbout(snapshot: ClusterSnapshot, address: IpAddress, text: string): string {
  const owner = [...snapshot.nodes.values()].find((node) =>
    node.podCIDRs.some((range) => {
      const block = parseCidr(range);
      return block !== undefined && cidrContains(block, address);
    }),
  );
  if (owner !== undefined)
    return `${text} lies in the pod range of node ${owner.name}, and no known pod has it`;
  const complete = isComplete(snapshot.coverage, 'pods') && isComplete(snapshot.coverage, 'nodes');
  if (complete || isPublic(address, text)) return '';
  return `${text} may belong to a pod or node that is not listed`;
}

/** A node by the very address that the connection uses. */
function addressOfNode(node: Node, text: string, address: IpAddress): NodeEnd {
  const { name } = node;
  const addresses = [cidrOf(address, text)];
  return { kind: 'node', title: `node ${name} (${text})`, name, node, addresses, exhaustive: true };
}

function addressEnd(snapshot: ClusterSnapshot, text: string, role: EndRole): TrafficEnd {
  const address = parseIpAddress(text);
  if (address === undefined) {
    return { kind: 'unknown', title: text, reason: `${text} is not an IP address` };
  }
  const pod = podOfAddress(snapshot, text);
  if (pod !== undefined) return podEnd(snapshot, pod, role, address.family);
  const node = nodeOfAddress(snapshot, text);
  if (node !== undefined) return addressOfNode(node, text, address);
  const service = serviceOfAddress(snapshot, text);
  if (service !== undefined && role === 'destination') {
    const name = `${service.namespace}/${service.name}`;
    const reason = `${text} belongs to the Service ${name}, and policies judge the pods behind it`;
    return { kind: 'unknown', title: text, reason };
  }
  return {
    kind: 'external',
    title: text,
    addresses: [cidrOf(address, text)],
    doubt: doubtAbout(snapshot, address, text),
  };
}

/** The families of an end's own addresses, as far as the snapshot knows them. */
export function familiesOfEnd(snapshot: ClusterSnapshot, end: PolicyEnd): ReadonlySet<AddressFamily> {
  const texts =
    end.kind === 'address'
      ? [end.address]
      : end.kind === 'pod'
        ? (snapshot.namespaces.get(end.namespace)?.pods.get(end.name)?.podIPs ?? [])
        : (snapshot.nodes.get(end.name)?.addresses.map(({ address }) => address) ?? []);
  return new Set(texts.flatMap((text) => parseIpAddress(text)?.family ?? []));
}

/**
 * What an end of a query is to an enforcer of policies.
 * @param family the only family that the connection can have, when there is only one
 */
export function resolveEnd(
  snapshot: ClusterSnapshot,
  end: PolicyEnd,
  role: EndRole,
  family?: AddressFamily,
): TrafficEnd {
  switch (end.kind) {
    case 'address':
      return addressEnd(snapshot, end.address, role);
    case 'node':
      return nodeEnd(snapshot, end.name, `node ${end.name}`, role, family);
    case 'pod': {
      const pod = snapshot.namespaces.get(end.namespace)?.pods.get(end.name);
      if (pod !== undefined) return podEnd(snapshot, pod, role, family);
      const title = `pod ${end.namespace}/${end.name}`;
      return { kind: 'unknown', title, reason: `${title} is not known` };
    }
  }
}
