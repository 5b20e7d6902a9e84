import type { DialedAddress } from '../inquiry/dialedAddress.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import type { Question, Target } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot, Pod, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { addressDestination } from './byAddress.ts';
import { nameDestination } from './byName.ts';
import { podDestination } from './byPod.ts';
import { serviceDestination } from './byService.ts';
import { nameFactsOf, type NameFacts } from './nameFacts.ts';
import type { ResolverFacts } from './resolverFacts.ts';

/** What the question aims at, resolved as far as possible. */
export interface Destination {
  readonly name?: NameFacts;
  readonly service?: Service;
  readonly servicePort?: ServicePort;
  /** Identity of the Service that was asked for, whether it exists or not. */
  readonly askedService?: { readonly namespace: string; readonly name: string };
  readonly pod?: Pod;
  /** The node whose node port is dialed. */
  readonly viaNode?: string;
  readonly dialed: readonly DialedAddress[];
  /** Why nothing can be dialed; '' otherwise. */
  readonly undialableBecause: string;
}

/**
 * A reference asks for the Service itself. Its name is judged where the source is set up for names of the cluster, and always
 * for ExternalName, which is nothing but a name.
 */
function referenceDestination(
  question: Question,
  to: Extract<Target, { readonly kind: 'service' }>,
  source: SourceFacts,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): Destination {
  const service = snapshot.namespaces.get(to.namespace)?.services.get(to.name);
  const askedService = { namespace: to.namespace, name: to.name };
  if (service === undefined) {
    return { askedService, dialed: [], undialableBecause: `Service ${to.namespace}/${to.name} is not known` };
  }
  const asksNames = resolver.usesClusterDns || resolver.expectsClusterNames;
  if (!asksNames && service.type !== 'ExternalName')
    return serviceDestination(question, service, source, snapshot);
  const name = `${to.name}.${to.namespace}.svc.${resolver.clusterDomain}`;
  const facts = nameFactsOf(name, source, resolver, snapshot, inquiry);
  return { ...nameDestination(question, facts, source, resolver, snapshot), askedService };
}

/** Resolves what the question aims at to the addresses that the client dials and the pods that may answer. */
export function destinationOf(
  question: Question,
  source: SourceFacts,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
  inquiry: Inquiry,
): Destination {
  const { to } = question;
  switch (to.kind) {
    case 'name': {
      const facts = nameFactsOf(to.name, source, resolver, snapshot, inquiry);
      return nameDestination(question, facts, source, resolver, snapshot);
    }
    case 'pod':
      return podDestination(question, to, source, snapshot);
    case 'address':
      return addressDestination(question, to.address, source, snapshot);
    case 'service':
      return referenceDestination(question, to, source, resolver, snapshot, inquiry);
  }
}
