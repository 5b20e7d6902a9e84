import type { ClusterSnapshot, NamespacePartition } from '../model/clusterSnapshot.ts';
import type { OtherPolicyName, ResourceName } from '../model/coverage.ts';
import type { OtherPolicies } from '../model/otherPolicies.ts';

const resourceByField: ReadonlyMap<string | symbol, ResourceName> = new Map([
  ['pods', 'pods'],
  ['services', 'services'],
  ['endpointSlices', 'endpointslices'],
  ['networkPolicies', 'networkpolicies'],
  ['namespace', 'namespaces'],
  ['ingresses', 'ingresses'],
  ['gateways', 'gateways'],
]);

function traceOtherPolicies(policies: OtherPolicies, read: Set<ResourceName>): OtherPolicies {
  return new Proxy(policies, {
    get: (target, field, receiver): unknown => {
      if (typeof field === 'string' && field in target) read.add(field as OtherPolicyName);
      return Reflect.get(target, field, receiver);
    },
  });
}

/** A snapshot that records which resources are read from it. */
export function traceSnapshot(snapshot: ClusterSnapshot): {
  readonly snapshot: ClusterSnapshot;
  readonly read: ReadonlySet<ResourceName>;
} {
  const read = new Set<ResourceName>();
  const tracePartition = (partition: NamespacePartition): NamespacePartition =>
    new Proxy(partition, {
      get: (target, field, receiver): unknown => {
        const resource = resourceByField.get(field);
        if (resource !== undefined) read.add(resource);
        return Reflect.get(target, field, receiver);
      },
    });
  const namespaces = new Map(
    [...snapshot.namespaces].map(([name, partition]) => [name, tracePartition(partition)]),
  );
  const traced = new Proxy(
    { ...snapshot, namespaces },
    {
      get: (target, field, receiver): unknown => {
        if (field === 'nodes') read.add('nodes');
        if (field === 'ingressClasses') read.add('ingressclasses');
        if (field === 'gatewayClasses') read.add('gatewayclasses');
        if (field === 'networkEvents') read.add('events');
        if (field === 'otherPolicies') return traceOtherPolicies(target.otherPolicies, read);
        return Reflect.get(target, field, receiver);
      },
    },
  );
  return { snapshot: traced, read };
}
