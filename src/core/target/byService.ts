import { familyOf } from '../address/addressFamily.ts';
import type { DialedAddress } from '../inquiry/dialedAddress.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { podBehind } from '../model/podBehind.ts';
import { podPort } from '../model/podPort.ts';
import { selectableEndpoints } from '../model/selectableEndpoints.ts';
import { endpointsOf, findServicePort } from '../model/serviceEndpoints.ts';
import type { Destination } from './destination.ts';
import { backendOf, wantedFamilies } from './dial.ts';

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

/** The part of a destination that a Service decides. */
export type ServiceDestination = Pick<
  Destination,
  'service' | 'servicePort' | 'dialed' | 'askedService' | 'undialableBecause'
>;

/**
 * A Service as it is dialed: its cluster addresses (or the one that is asked), or the addresses of its endpoints where it is
 * headless, those of one `hostname` where the name asks for it.
 */
export function serviceDestination(
  question: Question,
  service: Service,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
  onlyAddress?: string,
  hostname?: string,
): ServiceDestination {
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
