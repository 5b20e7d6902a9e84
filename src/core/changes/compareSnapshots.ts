import type { ClusterSnapshot, EndpointSlice, NamespacePartition } from '../model/clusterSnapshot.ts';
import type { ResourceCoverage, ResourceName } from '../model/coverage.ts';
import type { GatewayRoute } from '../model/gateway.ts';
import type { LastChange } from '../model/lastChange.ts';
import { otherPolicyKinds } from '../model/otherPolicies.ts';
import { describeChange } from './describeChange.ts';
import { type EndpointDifference, viewEndpoints } from './endpointChanges.ts';
import { gatewayChanges, gatewayRouteChanges } from './gatewayChanges.ts';
import { ingressChanges } from './ingressChanges.ts';
import type { ChangeKind, ChangeableObject, NetworkChange } from './networkChange.ts';
import { networkPolicyChanges, otherPolicyChanges } from './policyChanges.ts';
import { serviceChanges } from './serviceChanges.ts';

/** What two snapshots differ in, as far as the network is concerned. */
export interface SnapshotDifference {
  readonly changes: readonly NetworkChange[];
  /** One for each Service whose slices changed: to be summed up over time (endpointChanges.ts). */
  readonly endpoints: readonly EndpointDifference[];
}

const routeResources = {
  HTTPRoute: 'httproutes',
  GRPCRoute: 'grpcroutes',
  TLSRoute: 'tlsroutes',
  TCPRoute: 'tcproutes',
  UDPRoute: 'udproutes',
} as const satisfies Record<GatewayRoute['kind'], ResourceName>;

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** Whether a list knew everything there: what then appears or goes really came or went. */
function knew({ state, namespaces }: ResourceCoverage, namespace: string | undefined): boolean {
  if (state !== 'complete' && state !== 'stale') return false;
  return namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace));
}

/** Whether objects of both snapshots can be compared: a first list is no change, and neither is a permission that was lost. */
function comparable(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
  resource: ResourceName,
  namespace: string | undefined,
): boolean {
  return knew(before.coverage[resource], namespace) && knew(after.coverage[resource], namespace);
}

/** Pairs of objects that are not the same object any more. */
function* changedPairs<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): Generator<readonly [before: Value | undefined, after: Value | undefined]> {
  if (before === after) return;
  for (const [key, now] of after) {
    const then = before.get(key);
    if (then !== now) yield [then, now];
  }
  for (const [key, then] of before) if (!after.has(key)) yield [then, undefined];
}

function changesOf<Value extends ChangeableObject>(
  kind: ChangeKind<Value>,
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  seen: string,
): readonly NetworkChange[] {
  return [...changedPairs(before, after)].flatMap(
    ([then, now]) => describeChange<Value>(kind, then, now, seen) ?? [],
  );
}

function newer(left: LastChange | undefined, right: LastChange | undefined): LastChange | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Date.parse(left.time) < Date.parse(right.time) ? right : left;
}

type Slices = ReadonlyMap<string, EndpointSlice>;

function endpointsOf(namespace: string, before: Slices, after: Slices): readonly EndpointDifference[] {
  const writes = new Map<string, LastChange | undefined>();
  for (const [then, now] of changedPairs(before, after)) {
    for (const slice of [then, now]) {
      const service = slice?.serviceName;
      if (service === undefined) continue;
      // A slice that is gone does not tell who deleted it.
      const write = slice === now ? (slice as ChangeableObject).lastChange : undefined;
      writes.set(service, newer(writes.get(service), write));
    }
  }
  if (writes.size === 0) return [];
  const grouped = [before, after].map((slices) => {
    const groups = new Map<string, EndpointSlice[]>();
    for (const slice of slices.values()) {
      if (slice.serviceName === undefined || !writes.has(slice.serviceName)) continue;
      const group = groups.get(slice.serviceName);
      if (group === undefined) groups.set(slice.serviceName, [slice]);
      else group.push(slice);
    }
    return groups;
  });
  const [then, now] = grouped;
  return [...writes].map(([service, write]) => ({
    namespace,
    service,
    before: viewEndpoints(then?.get(service) ?? []),
    after: viewEndpoints(now?.get(service) ?? []),
    ...(write === undefined ? {} : { write }),
  }));
}

interface PartitionPair {
  readonly before: NamespacePartition | undefined;
  readonly after: NamespacePartition | undefined;
}

/**
 * What changed between two snapshots of a session. Only partitions and maps that are not the same objects are looked at, so
 * the cost follows what changed and not what there is; pods are not looked at.
 */
export function compareSnapshots(before: ClusterSnapshot, after: ClusterSnapshot): SnapshotDifference {
  const changes: NetworkChange[] = [];
  const endpoints: EndpointDifference[] = [];
  const seen = after.asOf;
  const compare = (namespace: string, { before: then, after: now }: PartitionPair): void => {
    const ifComparable = <Result>(
      resource: ResourceName,
      find: () => readonly Result[],
    ): readonly Result[] => (comparable(before, after, resource, namespace) ? find() : []);
    changes.push(
      ...ifComparable('services', () =>
        changesOf(serviceChanges, then?.services ?? none, now?.services ?? none, seen),
      ),
      ...ifComparable('networkpolicies', () =>
        changesOf(networkPolicyChanges, then?.networkPolicies ?? none, now?.networkPolicies ?? none, seen),
      ),
      ...ifComparable('ingresses', () =>
        changesOf(ingressChanges, then?.ingresses ?? none, now?.ingresses ?? none, seen),
      ),
      ...ifComparable('gateways', () =>
        changesOf(gatewayChanges, then?.gateways ?? none, now?.gateways ?? none, seen),
      ),
      ...[...changedPairs(then?.gatewayRoutes ?? none, now?.gatewayRoutes ?? none)].flatMap(([was, is]) => {
        const { kind } = is ?? was ?? {};
        if (kind === undefined) return [];
        return ifComparable(routeResources[kind], () => {
          const change = describeChange<GatewayRoute>(gatewayRouteChanges(kind), was, is, seen);
          return change === undefined ? [] : [change];
        });
      }),
    );
    endpoints.push(
      ...ifComparable('endpointslices', () =>
        endpointsOf(namespace, then?.endpointSlices ?? none, now?.endpointSlices ?? none),
      ),
    );
  };
  for (const [name, pair] of changedPartitions(before, after)) compare(name, pair);
  for (const kind of otherPolicyKinds) {
    const { resource } = kind;
    const [then, now] = [before.otherPolicies[resource], after.otherPolicies[resource]];
    if (then === now || !comparable(before, after, resource, undefined)) continue;
    changes.push(...changesOf(otherPolicyChanges(kind), then, now, seen));
  }
  return { changes, endpoints };
}

function* changedPartitions(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
): Generator<readonly [string, PartitionPair]> {
  if (before.namespaces === after.namespaces) return;
  for (const [name, now] of after.namespaces) {
    const then = before.namespaces.get(name);
    if (then !== now) yield [name, { before: then, after: now }];
  }
  for (const [name, then] of before.namespaces) {
    if (!after.namespaces.has(name)) yield [name, { before: then, after: undefined }];
  }
}
