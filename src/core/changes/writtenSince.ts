import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { LastChange } from '../model/lastChange.ts';
import type { ObjectReference } from '../model/reference.ts';
import { otherPolicyKinds } from '../model/otherPolicies.ts';
import { nameOf } from './describeChange.ts';
import { gatewayChanges, gatewayRouteChanges } from './gatewayChanges.ts';
import { ingressChanges } from './ingressChanges.ts';
import type { ChangeKind, ChangeableObject, NetworkChange } from './networkChange.ts';
import { networkPolicyChanges, otherPolicyChanges } from './policyChanges.ts';
import { serviceChanges } from './serviceChanges.ts';

/**
 * What the objects themselves tell: each one's last write, where it was in this time. Which field it changed, writes before
 * it and deletions are not told, so a list that was made once has this and nothing more.
 */
export function writtenSince(snapshot: ClusterSnapshot, since: Timestamp): readonly NetworkChange[] {
  const start = Date.parse(since);
  const recent = ({ lastChange }: ChangeableObject): LastChange | undefined =>
    lastChange !== undefined && Date.parse(lastChange.time) >= start ? lastChange : undefined;
  const written = (
    reference: ObjectReference,
    name: string,
    { time, manager }: LastChange,
  ): NetworkChange => ({
    time,
    reference,
    title: `${name} ${name.startsWith('Endpoints') ? 'were' : 'was'} written`,
    detail: '',
    manager,
    state: 'inactive',
  });
  const ofKind = <Value extends ChangeableObject>(
    kind: ChangeKind<Value>,
    objects: ReadonlyMap<string, Value>,
  ): readonly NetworkChange[] =>
    [...objects.values()].flatMap((object) => {
      const write = recent(object);
      return write === undefined
        ? []
        : [written(kind.referenceOf(object), `${kind.title} ${nameOf(object)}`, write)];
    });
  const ofPartition = ({
    name: namespace,
    services,
    networkPolicies,
    endpointSlices,
    ingresses,
    gateways,
    gatewayRoutes,
  }: NamespacePartition) => {
    const endpoints = new Map<string, LastChange>();
    for (const slice of endpointSlices.values()) {
      const write = recent(slice);
      const { serviceName } = slice;
      if (write === undefined || serviceName === undefined) continue;
      const known = endpoints.get(serviceName);
      if (known === undefined || Date.parse(known.time) < Date.parse(write.time))
        endpoints.set(serviceName, write);
    }
    return [
      ...ofKind(serviceChanges, services),
      ...ofKind(networkPolicyChanges, networkPolicies),
      ...ofKind(ingressChanges, ingresses),
      ...ofKind(gatewayChanges, gateways),
      ...[...gatewayRoutes].flatMap(([key, route]) =>
        ofKind(gatewayRouteChanges(route.kind), new Map([[key, route]])),
      ),
      ...[...endpoints].map(([name, write]) =>
        written({ kind: 'service', namespace, name }, `Endpoints of Service ${namespace}/${name}`, write),
      ),
    ];
  };
  return [
    ...[...snapshot.namespaces.values()].flatMap(ofPartition),
    ...otherPolicyKinds.flatMap((kind) =>
      ofKind(otherPolicyChanges(kind), snapshot.otherPolicies[kind.resource]),
    ),
  ];
}
