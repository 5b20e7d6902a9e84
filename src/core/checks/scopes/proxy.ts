import type { Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { ContainerTarget } from '../../probes/containerTarget.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import type { DialedAddress } from '../../inquiry/dialedAddress.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** A Service's address that fails in a way that its backends do not explain, so that the rules on the way are looked at. */
export interface ProxySubject {
  readonly service: Service;
  readonly servicePort: ServicePort;
  /** What the client dials. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The source's node: its rules decide. */
  readonly node: string;
  /** Where a probe speaks for the source. */
  readonly containers: readonly ContainerTarget[];
}

/**
 * Whether a Service's address fails more than its backends do: it never answers though one of them answers the source
 * directly, or not each time though all of them do. Only then is the proxy worth the look on the node.
 */
function failsByItself({ connections }: QuestionFacts, dialed: DialedAddress): boolean {
  const outcomes = dialed.backends.map((backend) => outcomeOf(connections.to(backend)));
  switch (outcomeOf(connections.to(dialed))) {
    case 'none':
      return outcomes.includes('all');
    case 'some':
      return outcomes.length > 0 && outcomes.every((outcome) => outcome === 'all');
    case 'all':
    case 'unseen':
      return false;
  }
}

/** The addresses whose failing may lie in the rules of the source's node. */
function proxySubjects(facts: QuestionFacts): ProxySubject[] {
  const { destination, source, question } = facts;
  const { service, servicePort } = destination;
  const node = source.pod?.nodeName;
  // A mesh's proxy chooses the backend by itself.
  if (service === undefined || servicePort === undefined || node === undefined || source.behindMesh)
    return [];
  return destination.dialed.flatMap((dialed): ProxySubject[] => {
    const { address, port, translated } = dialed;
    const isClusterAddress = service.clusterIPs.includes(address);
    if (!translated || port === undefined || !isClusterAddress || !failsByItself(facts, dialed)) return [];
    return [
      {
        service,
        servicePort,
        address,
        port,
        protocol: question.protocol,
        node,
        containers: source.containers,
      },
    ];
  });
}

/** The addresses whose failing may lie in the rules of the source's node. */
export const proxyScope = defineScope<ProxySubject>({
  id: 'proxy',
  plural: 'addresses',
  sample: 4,
  subjectsOf: proxySubjects,
  namespacesOf: ({ service }) => [service.namespace],
  reads: () => ['services'],
});
