import type { ServicePort } from '../../model/clusterSnapshot.ts';
import { declaresPort, servicePortsOf } from '../detections/usesServicePort.ts';
import type { CauseSearch, Denial } from './denial.ts';
import { fieldPathOf, replacePort, rulePlacesOf } from './policyChange.ts';

interface PortOfService {
  readonly name: string;
  readonly port: ServicePort;
}

/** The ports of Services that lead to the packet's port: the one that is dialled first. */
export function servicePortsOfPacket(denial: Denial): readonly PortOfService[] {
  const { snapshot, service, servicePort, destination, query } = denial;
  const dialled =
    service === undefined || servicePort === undefined || service.headless
      ? []
      : [{ name: `${service.namespace}/${service.name}`, port: servicePort }];
  const others =
    destination === undefined
      ? []
      : servicePortsOf(snapshot, destination, query.protocol)
          .filter(({ target }) => target === query.port)
          .map((found) => ({
            name: `${found.service.namespace}/${found.service.name}`,
            port: found.port,
          }));
  return [...dialled, ...others];
}

/** `policy-uses-service-port`: a rule names the port of the Service where the packet, once translated, has the pod's. */
export const servicePortNamed: CauseSearch = (denial) => {
  const { query, destination, direction, isolating } = denial;
  const { protocol, port: actual } = query;
  const ports = servicePortsOfPacket(denial);
  return isolating
    .flatMap((policy) => rulePlacesOf(policy, direction))
    .flatMap((place) =>
      place.rule.ports.flatMap((own, index) => {
        if (own.protocol !== protocol || own.endPort !== undefined || own.port === actual) return [];
        if (typeof own.port !== 'number') return [];
        if (destination !== undefined && declaresPort(destination, protocol, own.port)) return [];
        const service = ports.find(({ port }) => port.port === own.port);
        if (service === undefined) return [];
        const { namespace, name } = place.policy;
        return [
          {
            code: 'policy-uses-service-port' as const,
            policy: { kind: 'networkpolicy' as const, namespace, name },
            path: fieldPathOf(place, { list: 'ports', index }),
            certainty: 'proven' as const,
            summary: `it allows ${protocol} ${String(own.port)}, the port of Service ${service.name}, which is translated to ${String(actual)} before policies are asked`,
            advice: `Allow ${protocol} ${String(actual)} in place of ${String(own.port)}: policies see the pod's port, never the Service's.`,
            objects: [],
            change: replacePort(place, index, { protocol, port: actual }),
          },
        ];
      }),
    );
};
