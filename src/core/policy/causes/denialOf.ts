import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { podOfAddress } from '../../model/addressIndex.ts';
import type { PolicyDialect } from '../dialect.ts';
import type { DirectionVerdict, PolicyEnd } from '../policyQuery.ts';
import type { Denial } from './denial.ts';

function podOf(snapshot: ClusterSnapshot, end: PolicyEnd): Pod | undefined {
  if (end.kind === 'node') return undefined;
  if (end.kind === 'address') return podOfAddress(snapshot, end.address);
  return snapshot.namespaces.get(end.namespace)?.pods.get(end.name);
}

function addressesOf(snapshot: ClusterSnapshot, end: PolicyEnd): readonly string[] {
  switch (end.kind) {
    case 'address':
      return [end.address];
    case 'pod':
      return podOf(snapshot, end)?.podIPs ?? [];
    case 'node':
      return snapshot.nodes.get(end.name)?.addresses.map(({ address }) => address) ?? [];
  }
}

/** What was asked, and the Service by which it was asked. */
export type DeniedPacket = Pick<Denial, 'query' | 'service' | 'servicePort'>;

/**
 * A denial with what its causes are looked for in. `undefined` where the verdict is none, or where something else than the isolation by
 * NetworkPolicies decides.
 */
export function denialOf(
  snapshot: ClusterSnapshot,
  dialect: PolicyDialect,
  packet: DeniedPacket,
  { direction, verdict, reason, by }: DirectionVerdict,
): Denial | undefined {
  if (verdict !== 'deny' || reason !== 'isolated') return undefined;
  const { source, destination: to } = packet.query;
  const destination = podOf(snapshot, to);
  const [end, otherEnd] = direction === 'ingress' ? [to, source] : [source, to];
  const isolated = podOf(snapshot, end);
  if (isolated === undefined) return undefined;
  const other = podOf(snapshot, otherEnd);
  const policies = snapshot.namespaces.get(isolated.namespace)?.networkPolicies;
  return {
    ...packet,
    snapshot,
    dialect,
    direction,
    isolated,
    // On its node's network it is the node to policies.
    ...(other === undefined || other.hostNetwork ? {} : { other }),
    otherAddresses: addressesOf(snapshot, otherEnd),
    ...(destination === undefined ? {} : { destination }),
    isolating: by.flatMap(({ policy }) =>
      policy.kind === 'networkpolicy' ? (policies?.get(policy.name) ?? []) : [],
    ),
  };
}
