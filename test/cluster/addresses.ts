import { networkInterfaces } from 'node:os';

/** Addresses of one cluster. Ranges behind the fabric may repeat in every cluster: no two of them meet anywhere. */
export interface AddressPlan {
  /** The network of the nodes. */
  readonly nodeNetwork: string;
  /** The control plane on the network of the nodes; the nodes' default gateway and their upstream resolver. */
  readonly fabric: string;
  readonly node: (number: number) => string;
  /** The two ends of the link by which the host reaches the API server. */
  readonly uplinkHost: string;
  readonly uplinkFabric: string;
  /** The host's end of that link. */
  readonly uplinkName: string;
}

/** Ranges that kubeadm uses by default or that its documentation proposes. */
export const podNetwork = '10.244.0.0/16';
export const serviceNetwork = '10.96.0.0/12';
export const apiServiceAddress = '10.96.0.1';
export const dnsServiceAddress = '10.96.0.10';
export const clusterDomain = 'cluster.local';

/** How many clusters may exist on one machine. */
export const maximumClusters = 32;

/** The largest number of nodes that one cluster's network holds. */
export const maximumNodes = 9;

/** The addresses of the cluster with this index. */
export function addressPlan(index: number): AddressPlan {
  const nodes = `10.89.${2 * index}`;
  const uplink = `10.89.${2 * index + 1}`;
  return {
    nodeNetwork: `${nodes}.0/24`,
    fabric: `${nodes}.1`,
    node: (number) => `${nodes}.${10 + number}`,
    uplinkHost: `${uplink}.1`,
    uplinkFabric: `${uplink}.2`,
    uplinkName: `podpath${index}`,
  };
}

/** The first index that neither a known cluster nor an interface of this machine uses. */
export function freeIndex(taken: readonly number[]): number {
  const own = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ name, address })),
  );
  for (let index = 0; index < maximumClusters; index += 1) {
    const { uplinkHost, uplinkName } = addressPlan(index);
    const range = uplinkHost.slice(0, uplinkHost.lastIndexOf('.') + 1);
    const isUsed = own.some(({ name, address }) => name === uplinkName || address.startsWith(range));
    if (!taken.includes(index) && !isUsed) return index;
  }
  throw new Error(`${maximumClusters} clusters exist already; end one of them`);
}
