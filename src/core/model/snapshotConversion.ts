import type { ClusterSnapshot, NamespacePartition } from './clusterSnapshot.ts';
import {
  type BasicResourceName,
  type Coverage,
  coverageOfEach,
  type OtherPolicyName,
  otherPolicyNames,
  resourceNames,
} from './coverage.ts';
import { snapshotShape } from './documents/snapshotShape.ts';
import { type OtherPolicies, otherPolicyKey } from './otherPolicies.ts';
import type { Projection } from './projection.ts';
import type { DocumentCoverage, OtherPoliciesDocument, SnapshotDocument } from './snapshotDocument.ts';

interface Named {
  readonly name: string;
  readonly namespace?: string;
}

function byName(left: Named, right: Named): number {
  const leftKey = `${left.namespace ?? ''}/${left.name}`;
  const rightKey = `${right.namespace ?? ''}/${right.name}`;
  return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}

function otherPoliciesToDocument(policies: OtherPolicies): OtherPoliciesDocument | undefined {
  const held = otherPolicyNames.filter((resource) => policies[resource].size > 0);
  if (held.length === 0) return undefined;
  // Each list is of the type that its map has.
  return Object.fromEntries(
    held.map((resource) => [resource, [...policies[resource].values()].sort(byName)]),
  );
}

/** The snapshot as one JSON document. Objects are sorted by namespace and name, so that two documents can be compared. */
export function snapshotToDocument(snapshot: ClusterSnapshot): SnapshotDocument {
  const partitions = [...snapshot.namespaces.values()];
  const otherPolicies = otherPoliciesToDocument(snapshot.otherPolicies);
  return {
    schema: 'podpath/snapshot/v1',
    asOf: snapshot.asOf,
    context: snapshot.context,
    coverage: snapshot.coverage,
    namespaces: partitions
      .flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace]))
      .sort(byName),
    nodes: [...snapshot.nodes.values()].sort(byName),
    pods: partitions.flatMap(({ pods }) => [...pods.values()]).sort(byName),
    services: partitions.flatMap(({ services }) => [...services.values()]).sort(byName),
    endpointSlices: partitions.flatMap(({ endpointSlices }) => [...endpointSlices.values()]).sort(byName),
    networkPolicies: partitions.flatMap(({ networkPolicies }) => [...networkPolicies.values()]).sort(byName),
    ...(otherPolicies === undefined ? {} : { otherPolicies }),
  };
}

type MutablePartition = {
  -readonly [Key in keyof NamespacePartition]: NamespacePartition[Key] extends ReadonlyMap<
    string,
    infer Value
  >
    ? Map<string, Value>
    : NamespacePartition[Key];
};

function otherPoliciesFromDocument(document: OtherPoliciesDocument, errors: string[]): OtherPolicies {
  const mapOf = (resource: OtherPolicyName): ReadonlyMap<string, unknown> => {
    const map = new Map<string, unknown>();
    for (const policy of document[resource] ?? []) {
      const key = otherPolicyKey(policy);
      if (map.has(key)) errors.push(`${resource}/${key} is there twice`);
      else map.set(key, policy);
    }
    return map;
  };
  // Each map is of the type that its list has.
  return Object.fromEntries(
    otherPolicyNames.map((resource) => [resource, mapOf(resource)]),
  ) as unknown as OtherPolicies;
}

/** What a document that does not speak of a policy kind says of it: nothing, which is not the same as none. */
function completeCoverageOf(coverage: DocumentCoverage): Coverage {
  return coverageOfEach(
    resourceNames,
    (name) => coverage[name] ?? { state: 'failed', reason: 'the document does not speak of them' },
  );
}

/** Objects by their place in the model; what is there twice is named in `errors`, and the first one stays. */
export function assembleSnapshot(
  document: Omit<SnapshotDocument, 'schema'>,
  errors: string[] = [],
): ClusterSnapshot {
  const partitions = new Map<string, MutablePartition>();
  const partition = (name: string): MutablePartition => {
    let found = partitions.get(name);
    if (found === undefined) {
      found = {
        name,
        pods: new Map(),
        services: new Map(),
        endpointSlices: new Map(),
        networkPolicies: new Map(),
      };
      partitions.set(name, found);
    }
    return found;
  };
  const add = <Value extends Named>(map: Map<string, Value>, value: Value, kind: string): void => {
    if (map.has(value.name)) {
      const place = value.namespace === undefined ? '' : `${value.namespace}/`;
      errors.push(`${place}${kind}/${value.name} is there twice`);
    } else {
      map.set(value.name, value);
    }
  };
  for (const namespace of document.namespaces) {
    const found = partition(namespace.name);
    if (found.namespace === undefined) found.namespace = namespace;
    else errors.push(`namespace/${namespace.name} is there twice`);
  }
  const nodes = new Map<string, ClusterSnapshot['nodes'] extends ReadonlyMap<string, infer N> ? N : never>();
  for (const node of document.nodes) add(nodes, node, 'node');
  for (const pod of document.pods) add(partition(pod.namespace).pods, pod, 'pod');
  for (const service of document.services) add(partition(service.namespace).services, service, 'service');
  for (const slice of document.endpointSlices) {
    add(partition(slice.namespace).endpointSlices, slice, 'endpointslice');
  }
  for (const policy of document.networkPolicies) {
    add(partition(policy.namespace).networkPolicies, policy, 'networkpolicy');
  }
  return {
    asOf: document.asOf,
    context: document.context,
    coverage: completeCoverageOf(document.coverage),
    nodes,
    namespaces: partitions,
    otherPolicies: otherPoliciesFromDocument(document.otherPolicies ?? {}, errors),
  };
}

const fieldOfResource = {
  namespaces: 'namespaces',
  nodes: 'nodes',
  pods: 'pods',
  services: 'services',
  endpointslices: 'endpointSlices',
  networkpolicies: 'networkPolicies',
} as const satisfies Record<BasicResourceName, keyof SnapshotDocument>;

/** Objects that could not be read are missing, so nobody may conclude anything from an absence there. */
function coverageAfterReading(document: SnapshotDocument, raw: unknown): DocumentCoverage {
  const rawFields = raw as Readonly<Record<string, unknown>>;
  const rawPolicies = rawFields['otherPolicies'];
  return Object.fromEntries(
    Object.entries(document.coverage).map(([resource, coverage]) => {
      const [listed, read] =
        resource in fieldOfResource
          ? [
              rawFields[fieldOfResource[resource as BasicResourceName]],
              document[fieldOfResource[resource as BasicResourceName]],
            ]
          : [
              (rawPolicies as Readonly<Record<string, unknown>> | undefined)?.[resource],
              document.otherPolicies?.[resource as OtherPolicyName] ?? [],
            ];
      const lost = (Array.isArray(listed) ? listed.length : 0) - read.length;
      return [
        resource,
        lost > 0
          ? { ...coverage, state: 'failed', reason: `${lost} objects of the document could not be read` }
          : coverage,
      ];
    }),
  ) as DocumentCoverage;
}

/**
 * Reads a snapshot document. Never throws. Objects that cannot be read are left out, named in `errors`, and the
 * coverage of their resource is no longer complete. There is no value when the document itself is none.
 */
export function snapshotFromDocument(raw: unknown): Projection<ClusterSnapshot> {
  const errors: string[] = [];
  const document = snapshotShape.read(raw, '$', errors);
  if (document === undefined) return { errors };
  const coverage = errors.length === 0 ? document.coverage : coverageAfterReading(document, raw);
  return { value: assembleSnapshot({ ...document, coverage }, errors), errors };
}
