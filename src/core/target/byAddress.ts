import { familyOf } from '../address/addressFamily.ts';
import { normalAddress } from '../address/normalAddress.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { nodeOfAddress, serviceOfNodePort } from '../model/nodePort.ts';
import { podPort } from '../model/podPort.ts';
import { selectableEndpoints } from '../model/selectableEndpoints.ts';
import { endpointsOf } from '../model/serviceEndpoints.ts';
import { podOfAddress, serviceOfAddress } from '../model/addressIndex.ts';
import { serviceDestination } from './byService.ts';
import type { Destination } from './destination.ts';
import { backendOf, dialPlain } from './dial.ts';

/**
 * A node's address on a node port: the Service behind it. Clients inside the cluster are sent to every ready endpoint, whatever
 * externalTrafficPolicy says (KEP-2086 and kube-proxy's KUBE-EXT chains: pods and the node itself bypass Local).
 */
function nodePortDestination(
  question: Question,
  address: string,
  snapshot: ClusterSnapshot,
): Destination | undefined {
  const node = nodeOfAddress(snapshot, address);
  if (node === undefined) return undefined;
  const found = serviceOfNodePort(snapshot, question.port, question.protocol);
  if (found?.servicePort.nodePort === undefined) return undefined;
  const { service, servicePort } = found;
  const family = familyOf(address);
  const endpoints = endpointsOf(snapshot, service, servicePort).filter((each) => each.family === family);
  const backends = selectableEndpoints({ internalTrafficPolicy: 'Cluster' }, endpoints, {}).map((endpoint) =>
    backendOf(snapshot, endpoint, endpoint.port),
  );
  return {
    service,
    servicePort,
    viaNode: node.name,
    askedService: { namespace: service.namespace, name: service.name },
    dialed: [{ address, family, port: found.servicePort.nodePort, translated: true, backends }],
    undialableBecause: '',
  };
}

/** An address as the application has it: a Service's, a node's with a node port, a pod's, or a foreign one. */
export function addressDestination(
  question: Question,
  asked: string,
  source: SourceFacts,
  snapshot: ClusterSnapshot,
): Destination {
  const address = normalAddress(asked);
  const service = serviceOfAddress(snapshot, address);
  if (service !== undefined) return serviceDestination(question, service, source, snapshot, address);
  const nodePort = nodePortDestination(question, address, snapshot);
  if (nodePort !== undefined) return nodePort;
  const pod = podOfAddress(snapshot, address);
  return {
    ...(pod === undefined ? {} : { pod }),
    dialed: [dialPlain(address, podPort(pod, question.port, question.protocol), pod)],
    undialableBecause: '',
  };
}
