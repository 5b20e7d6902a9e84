/** Resources that every cluster has and a network is made of, by their plural API names. */
export const basicResourceNames = [
  'namespaces',
  'nodes',
  'pods',
  'services',
  'endpointslices',
  'networkpolicies',
] as const;
export type BasicResourceName = (typeof basicResourceNames)[number];

/**
 * Policies that can override a NetworkPolicy, of APIs that a cluster may lack (otherPolicies.ts): where the API server does not serve
 * them their coverage is complete, and there are none. Calico's and Antrea's names have their own before them: their plurals are
 * those of Kubernetes. `otherapipolicies` are those of APIs that nobody here knows; only manifests and lists can show them.
 */
export const otherPolicyNames = [
  'adminnetworkpolicies',
  'baselineadminnetworkpolicies',
  'clusternetworkpolicies',
  'ciliumnetworkpolicies',
  'ciliumclusterwidenetworkpolicies',
  'caliconetworkpolicies',
  'calicoglobalnetworkpolicies',
  'antreanetworkpolicies',
  'antreaclusternetworkpolicies',
  'egressfirewalls',
  'egressnetworkpolicies',
  'otherapipolicies',
] as const;
export type OtherPolicyName = (typeof otherPolicyNames)[number];

/**
 * Gateway API. Its kinds are CRDs, and most clusters lack some of them: where the API server does not serve
 * one its coverage is complete, and there are none.
 */
export const gatewayResourceNames = [
  'gatewayclasses',
  'gateways',
  'httproutes',
  'grpcroutes',
  'tlsroutes',
  'tcproutes',
  'udproutes',
] as const;
export type GatewayResourceName = (typeof gatewayResourceNames)[number];

/** All that leads into a cluster. */
export const routingResourceNames = ['ingresses', 'ingressclasses', ...gatewayResourceNames] as const;
export type RoutingResourceName = (typeof routingResourceNames)[number];

/**
 * What helps to name and to explain things: who made a ReplicaSet or a Job, and what the cluster reported. No verdict needs
 * them, so that nothing waits for them and nothing is called incomplete without them.
 */
export const helperResourceNames = ['replicasets', 'jobs', 'events'] as const;
export type HelperResourceName = (typeof helperResourceNames)[number];

/** Resources without which no question can be answered: what a diagnosis waits for. */
export const questionResourceNames = [...basicResourceNames, ...otherPolicyNames] as const;

/** Resources that a snapshot holds. */
export const resourceNames = [
  ...basicResourceNames,
  ...otherPolicyNames,
  ...routingResourceNames,
  ...helperResourceNames,
] as const;
export type ResourceName = (typeof resourceNames)[number];

/**
 * How much of one resource the snapshot knows.
 * `loading`: the first list has not ended. `stale`: it was complete, and the watch is down since `since`.
 */
export type CoverageState = 'loading' | 'complete' | 'forbidden' | 'failed' | 'stale';

/** Coverage of one resource, cluster-wide or, when `namespaces` is set, of those namespaces only. */
export interface ResourceCoverage {
  readonly state: CoverageState;
  /** Why it is not complete, in words for people (the API server's own message). */
  readonly reason?: string;
  /** RFC 3339; when this state began. */
  readonly since?: string;
  /** The namespaces that were listed; absent when the list was cluster-wide. */
  readonly namespaces?: readonly string[];
}

/** The reason that stands beside `complete` where there can be none. */
export const notServedReason = 'the API server does not serve them';

export type Coverage = Readonly<Record<ResourceName, ResourceCoverage>>;

/** Nothing asked yet. */
export const loadingCoverage: Coverage = coverageOfEach(resourceNames, () => ({ state: 'loading' }));

/** The coverage of each of these resources. */
export function coverageOfEach<Name extends ResourceName>(
  names: readonly Name[],
  cover: (name: Name) => ResourceCoverage,
): Readonly<Record<Name, ResourceCoverage>> {
  // fromEntries forgets which keys there are.
  return Object.fromEntries(names.map((name) => [name, cover(name)])) as Record<Name, ResourceCoverage>;
}

/**
 * Whether the absence of an object can be believed: the resource was listed completely and is not stale,
 * for that namespace (for every namespace when none is given).
 */
export function isComplete(coverage: Coverage, resource: ResourceName, namespace?: string): boolean {
  const { state, namespaces } = coverage[resource];
  if (state !== 'complete') return false;
  return namespaces === undefined || (namespace !== undefined && namespaces.includes(namespace));
}

/**
 * Whether a server is known to serve an API that it may lack: it answered about its objects. Only what was read from a server says
 * when (`since`), so files and manifests say nothing. A refusal counts where discovery worked, that is where another such
 * API is known not to be served.
 */
export function isServed(coverage: Coverage, resource: OtherPolicyName | GatewayResourceName): boolean {
  const { state, since, reason } = coverage[resource];
  if (since === undefined || reason === notServedReason) return false;
  if (state === 'complete' || state === 'stale') return true;
  const optional = [...otherPolicyNames, ...gatewayResourceNames];
  return state === 'forbidden' && optional.some((name) => coverage[name].reason === notServedReason);
}
