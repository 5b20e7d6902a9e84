import type { CheckSubject } from '../../checks/runChecks.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import type { DialedAddress } from '../../inquiry/dialedAddress.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';

/**
 * Whether a Service's address fails more than its backends do: it never answers though one of them answers the source
 * directly, or not each time though all of them do. Only then is the proxy worth the look on the node.
 */
function failsByItself({ connections }: DiagnosisFacts, dialed: DialedAddress): boolean {
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
export function proxySubjects(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, source, question } = facts;
  const { service, servicePort } = destination;
  const node = source.pod?.nodeName;
  // A mesh's proxy chooses the backend by itself.
  if (service === undefined || servicePort === undefined || node === undefined || source.behindMesh)
    return [];
  return destination.dialed.flatMap((dialed): CheckSubject[] => {
    const { address, port, translated } = dialed;
    const isClusterAddress = service.clusterIPs.includes(address);
    if (!translated || port === undefined || !isClusterAddress || !failsByItself(facts, dialed)) return [];
    return [
      {
        scope: 'proxy',
        subject: {
          service,
          servicePort,
          address,
          port,
          protocol: question.protocol,
          node,
          containers: source.containers,
        },
      },
    ];
  });
}
