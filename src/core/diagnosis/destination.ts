import type { Backend, DialedAddress } from '../inquiry/dialedAddress.ts';
import type { AddressFamily } from '../address/addressFamily.ts';
import type { ClusterSnapshot, Pod, Service, ServicePort } from '../model/clusterSnapshot.ts';
import {
  endpointsOf,
  findServicePort,
  podOfAddress,
  serviceOfAddress,
  type ServiceEndpoint,
} from '../model/serviceEndpoints.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { looksLikeClusterName, nameFactsOf, type NameFacts, type ResolverFacts } from './nameResolution.ts';
import { podBehind } from '../model/podBehind.ts';
import { selectableEndpoints } from '../model/selectableEndpoints.ts';
import type { Question } from '../inquiry/question.ts';
import { familyOf } from '../address/addressFamily.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';

/** What the question aims at, resolved as far as possible. */
export interface Destination {
  readonly name?: NameFacts;
  readonly service?: Service;
  readonly servicePort?: ServicePort;
  /** Identity of the Service that was asked for, whether it exists or not. */
  readonly askedService?: { readonly namespace: string; readonly name: string };
  readonly pod?: Pod;
  readonly dialed: readonly DialedAddress[];
  /** Why nothing can be dialed; '' otherwise. */
  readonly undialableBecause: string;
}

function wantedFamilies(question: Question, source: SourceFacts): readonly AddressFamily[] {
  return question.family === undefined ? source.families : [question.family];
}

function backendOf(snapshot: ClusterSnapshot, endpoint: ServiceEndpoint, port: number | undefined): Backend {
  const pod = podBehind(snapshot, endpoint);
  return {
    address: endpoint.address,
    family: endpoint.family,
    ...(port === undefined ? {} : { port }),
    ...(pod === undefined ? {} : { pod }),
  };
}

/** The port number that a client of a pod means: a number as it is, a name as a container declares it. */
export function podPort(
  pod: Pod | undefined,
  port: number | string | undefined,
  protocol: string,
): number | undefined {
  if (typeof port === 'number') return port;
  const declared = (pod?.containers ?? [])
    .flatMap((container) => container.ports)
    .filter((candidate) => candidate.protocol === protocol);
  if (port === undefined) return declared.length === 1 ? declared[0]?.containerPort : undefined;
  return declared.find((candidate) => candidate.name === port)?.containerPort;
}

function dialHeadless(
  question: Question,
  service: Service,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  hostname: string | undefined,
): readonly DialedAddress[] {
  const servicePort =
    typeof question.port === 'number'
      ? undefined
      : findServicePort(service, question.port, question.protocol);
  return endpointsOf(snapshot, service, servicePort)
    .filter(({ endpoint }) => endpoint.ready || service.publishNotReadyAddresses)
    .filter(({ endpoint }) => hostname === undefined || endpoint.hostname === hostname)
    .filter(({ family }) => wantedFamilies(question, source).includes(family))
    .map((endpoint) => {
      const pod = podBehind(snapshot, endpoint);
      const port = endpoint.port ?? podPort(pod, question.port, question.protocol);
      const backend = backendOf(snapshot, endpoint, port);
      return { ...backend, translated: false, backends: [backend] };
    });
}

function dialClusterAddress(
  question: Question,
  service: Service,
  servicePort: ServicePort | undefined,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  addresses: readonly string[],
): readonly DialedAddress[] {
  const endpoints =
    servicePort === undefined
      ? []
      : selectableEndpoints(service, endpointsOf(snapshot, service, servicePort), source);
  return addresses
    .filter((address) => wantedFamilies(question, source).includes(familyOf(address)))
    .map((address) => ({
      address,
      family: familyOf(address),
      ...(servicePort === undefined
        ? typeof question.port === 'number'
          ? { port: question.port }
          : {}
        : { port: servicePort.port }),
      translated: true,
      backends: endpoints
        .filter((endpoint) => endpoint.family === familyOf(address))
        .map((endpoint) => backendOf(snapshot, endpoint, endpoint.port)),
    }));
}

function dialPlain(address: string, port: number | undefined, pod: Pod | undefined): DialedAddress {
  const backend: Backend = {
    address,
    family: familyOf(address),
    ...(port === undefined ? {} : { port }),
    ...(pod === undefined ? {} : { pod }),
  };
  return { ...backend, translated: false, backends: [backend] };
}

function serviceDestination(
  question: Question,
  service: Service,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  onlyAddress?: string,
  hostname?: string,
): Pick<Destination, 'service' | 'servicePort' | 'dialed' | 'askedService' | 'undialableBecause'> {
  const servicePort = findServicePort(service, question.port, question.protocol);
  const dialed = service.headless
    ? dialHeadless(question, service, source, snapshot, hostname)
    : dialClusterAddress(
        question,
        service,
        servicePort,
        source,
        snapshot,
        onlyAddress === undefined ? service.clusterIPs : [onlyAddress],
      );
  return {
    service,
    ...(servicePort === undefined ? {} : { servicePort }),
    askedService: { namespace: service.namespace, name: service.name },
    dialed,
    undialableBecause:
      dialed.length > 0 ? '' : `Service ${service.namespace}/${service.name} gives no address to dial`,
  };
}

/** Addresses that a resolver gave, as the client dials them: a Service's, a pod's, or foreign ones. */
function dialResolved(
  question: Question,
  addresses: readonly string[],
  port: number | undefined,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
): readonly DialedAddress[] {
  return addresses
    .filter((address) => wantedFamilies(question, source).includes(familyOf(address)))
    .flatMap((address) => {
      const service = serviceOfAddress(snapshot, address);
      return service === undefined
        ? [dialPlain(address, port, podOfAddress(snapshot, address))]
        : serviceDestination(question, service, source, snapshot, address).dialed;
    });
}

/**
 * What the name of a Service resolved to where the cluster's DNS would give none of it; empty otherwise. That is what the
 * client dials then, whatever the Service is.
 */
function strayAddresses({ lookup, recorded }: NameFacts): readonly string[] {
  if (lookup.state !== 'answered') return [];
  return lookup.value.addresses.some((address) => recorded.includes(address)) ? [] : lookup.value.addresses;
}

/** The Service that a cluster-like name means, whether it exists or not: NAME, NAME.NAMESPACE[.svc[.zone]]. */
function askedServiceOf(
  name: string,
  source: SourceFacts,
  clusterDomain: string,
  snapshot: ClusterSnapshot,
): { namespace: string; name: string } | undefined {
  if (!looksLikeClusterName(name, clusterDomain, snapshot)) return undefined;
  const [serviceName, namespace = source.pod?.namespace] = name.toLowerCase().split('.');
  return serviceName === undefined || namespace === undefined ? undefined : { namespace, name: serviceName };
}

function nameDestination(
  question: Question,
  facts: NameFacts,
  source: SourceFacts,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
): Destination {
  const { record, lookup, aliases } = facts;
  const numericPort = typeof question.port === 'number' ? question.port : undefined;
  if (record.kind === 'service' || record.kind === 'endpoint') {
    const hostname = record.kind === 'endpoint' ? record.hostname : undefined;
    const meant = serviceDestination(question, record.service, source, snapshot, undefined, hostname);
    const stray = strayAddresses(facts);
    if (stray.length === 0) return { name: facts, ...meant };
    const port = meant.servicePort?.port ?? numericPort;
    return { name: facts, ...meant, dialed: dialResolved(question, stray, port, source, snapshot) };
  }
  const resolved = lookup.state === 'answered' ? lookup.value.addresses : [];
  const addresses = record.kind === 'pod' ? [record.address] : resolved;
  const asked = aliases[0] ?? askedServiceOf(facts.name, source, resolver.clusterDomain, snapshot);
  const absent = record.kind === 'absent' || (record.kind === 'outside' && resolved.length === 0);
  return {
    name: facts,
    dialed: dialResolved(question, addresses, numericPort, source, snapshot),
    ...(absent && asked !== undefined
      ? { askedService: { namespace: asked.namespace, name: asked.name } }
      : {}),
    undialableBecause: addresses.length > 0 ? '' : `${facts.name} gives no address to dial`,
  };
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
    case 'name':
      return nameDestination(
        question,
        nameFactsOf(to.name, source, resolver, snapshot, inquiry),
        source,
        resolver,
        snapshot,
      );
    case 'pod': {
      const pod = snapshot.namespaces.get(to.namespace)?.pods.get(to.name);
      const port = podPort(pod, question.port, question.protocol);
      const dialed = (pod?.podIPs ?? [])
        .filter((address) => wantedFamilies(question, source).includes(familyOf(address)))
        .map((address) => dialPlain(address, port, pod));
      return {
        ...(pod === undefined ? {} : { pod }),
        dialed,
        undialableBecause: dialed.length > 0 ? '' : `pod ${to.namespace}/${to.name} has no address to dial`,
      };
    }
    case 'address': {
      const service = serviceOfAddress(snapshot, to.address);
      if (service !== undefined) return serviceDestination(question, service, source, snapshot, to.address);
      const pod = podOfAddress(snapshot, to.address);
      return {
        ...(pod === undefined ? {} : { pod }),
        dialed: [dialPlain(to.address, podPort(pod, question.port, question.protocol), pod)],
        undialableBecause: '',
      };
    }
    case 'service': {
      const service = snapshot.namespaces.get(to.namespace)?.services.get(to.name);
      const identity = { namespace: to.namespace, name: to.name };
      if (service === undefined) {
        return {
          askedService: identity,
          dialed: [],
          undialableBecause: `Service ${to.namespace}/${to.name} is not known`,
        };
      }
      // A reference asks for the Service itself. Its name is judged where the source is set up for names of the cluster,
      // and always for ExternalName, which is nothing but a name.
      const asksNames = resolver.usesClusterDns || resolver.expectsClusterNames;
      if (!asksNames && service.type !== 'ExternalName') {
        return { ...serviceDestination(question, service, source, snapshot) };
      }
      const name = `${to.name}.${to.namespace}.svc.${resolver.clusterDomain}`;
      return {
        ...nameDestination(
          question,
          nameFactsOf(name, source, resolver, snapshot, inquiry),
          source,
          resolver,
          snapshot,
        ),
        askedService: identity,
      };
    }
  }
}

/** The reference of a backend's pod; `null` when no pod is known behind it. */
export function backendReference(backend: Backend | undefined): ObjectReference | null {
  const pod = backend?.pod;
  return pod === undefined ? null : { kind: 'pod', namespace: pod.namespace, name: pod.name };
}
