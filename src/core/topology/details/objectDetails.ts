import type { ClusterSnapshot, NamespacePartition } from '../../model/clusterSnapshot.ts';
import { gatewayRouteKinds } from '../../model/gateway.ts';
import type { LastChange } from '../../model/lastChange.ts';
import type { ObjectReference } from '../../model/reference.ts';
import type { DetailFact } from './detailFact.ts';
import { gatewayDetails, ingressDetails, routeDetails } from './entryDetails.ts';
import { namespaceDetails, nodeDetails, policyDetails } from './placeDetails.ts';
import { podDetails, workloadDetails } from './podDetails.ts';
import { serviceDetails } from './serviceDetails.ts';

/** What is known of one object, beside its mark. */
export interface ObjectDetails {
  readonly facts: readonly DetailFact[];
  readonly lastChange?: LastChange;
}

function withChange(
  facts: readonly DetailFact[],
  object: { readonly lastChange?: LastChange },
): ObjectDetails {
  return object.lastChange === undefined ? { facts } : { facts, lastChange: object.lastChange };
}

/** A route by the kind of its reference. */
function routeOf({ gatewayRoutes }: NamespacePartition, { kind, name }: ObjectReference) {
  const spelled = gatewayRouteKinds.find((own) => own.toLowerCase() === kind);
  return spelled === undefined ? undefined : gatewayRoutes.get(`${spelled}/${name}`);
}

function namespacedDetails(
  partition: NamespacePartition,
  reference: ObjectReference,
): ObjectDetails | undefined {
  const { kind, name, namespace = '' } = reference;
  const service = kind === 'service' ? partition.services.get(name) : undefined;
  if (service !== undefined) return withChange(serviceDetails(partition, service), service);
  const pod = kind === 'pod' ? partition.pods.get(name) : undefined;
  if (pod !== undefined) return { facts: podDetails(partition, pod) };
  const ingress = kind === 'ingress' ? partition.ingresses.get(name) : undefined;
  if (ingress !== undefined) return withChange(ingressDetails(ingress), ingress);
  const gateway = kind === 'gateway' ? partition.gateways.get(name) : undefined;
  if (gateway !== undefined) return withChange(gatewayDetails(partition, gateway), gateway);
  const route = routeOf(partition, reference);
  if (route !== undefined) return withChange(routeDetails(route), route);
  const policy = kind === 'networkpolicy' ? partition.networkPolicies.get(name) : undefined;
  if (policy !== undefined) return withChange(policyDetails(partition, policy), policy);
  const facts = workloadDetails(partition, `${namespace}/${kind}/${name}`);
  return facts.length === 0 ? undefined : { facts };
}

/** What is known of an object; `undefined` when it is not there. */
export function objectDetails(
  snapshot: ClusterSnapshot,
  reference: ObjectReference,
): ObjectDetails | undefined {
  const { kind, name, namespace } = reference;
  if (kind === 'node') {
    const node = snapshot.nodes.get(name);
    return node === undefined ? undefined : { facts: nodeDetails(snapshot, node) };
  }
  const partition = snapshot.namespaces.get(namespace ?? name);
  if (partition === undefined) return undefined;
  if (kind === 'namespace') return { facts: namespaceDetails(snapshot, partition) };
  return namespacedDetails(partition, reference);
}
