import type { Pod, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { ContainerTarget } from '../../probes/containerTarget.ts';
import { endpointsOf } from '../../model/serviceEndpoints.ts';
import { execTargets } from '../../probes/containerTarget.ts';
import { outcomeOf } from '../../inquiry/connection.ts';
import { podBehind } from '../../model/podBehind.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** One pod behind the asked address, and the port on which it has to listen. */
export interface BackendSubject {
  readonly pod: Pod;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly service?: Service;
  readonly servicePort?: ServicePort;
  /** Another backend of the same Service port accepted a connection on its port. */
  readonly siblingAnswers: boolean;
  /** No proxy would send to it now: it is not ready, or not on the node that a Local policy wants. */
  readonly excluded?: true;
  /** Where a probe can speak for the source, when the backend refused the source on this port. */
  readonly refusedFrom?: readonly ContainerTarget[];
}

/** Pods to which nobody is sent now and that are looked into all the same; one repair mends them all, or none. */
const mostExcluded = 3;

/** Backends that the source may be given and that were not seen to answer. */
function dialedBackends(facts: QuestionFacts): BackendSubject[] {
  const { destination, connections, question, source } = facts;
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  const answering = new Set(backends.filter((backend) => outcomeOf(connections.to(backend)) === 'all'));
  return backends.flatMap((backend): BackendSubject[] => {
    const { pod, port, address } = backend;
    if (pod === undefined || port === undefined || answering.has(backend)) return [];
    // Until the connection was tried nothing is wrong with the target.
    const seen = connections.to(backend);
    if (seen.state === 'pending') return [];
    const refused = seen.state === 'seen' && seen.attempts.every(({ status }) => status === 'refused');
    return [
      {
        pod,
        port,
        address,
        protocol: question.protocol,
        ...(destination.service === undefined ? {} : { service: destination.service }),
        ...(destination.servicePort === undefined ? {} : { servicePort: destination.servicePort }),
        siblingAnswers: [...answering].some((sibling) => sibling.port === port),
        ...(refused ? { refusedFrom: source.containers } : {}),
      },
    ];
  });
}

/**
 * Where a Service has nobody to send to, the endpoints that it leaves out: what else is wrong with them would show as soon
 * as they were let in, and may be why they are out.
 */
function excludedBackends({ destination, question, snapshot }: QuestionFacts): BackendSubject[] {
  const { service, servicePort, dialed } = destination;
  if (service === undefined || servicePort === undefined) return [];
  if (dialed.some(({ backends }) => backends.length > 0)) return [];
  return endpointsOf(snapshot, service, servicePort)
    .flatMap((endpoint): BackendSubject[] => {
      const pod = podBehind(snapshot, endpoint);
      if (pod === undefined || pod.deletionTimestamp !== undefined || endpoint.port === undefined) return [];
      if (execTargets(pod).length === 0) return [];
      const { address, port } = endpoint;
      return [
        {
          ...{ pod, address, port, service, servicePort },
          protocol: question.protocol,
          siblingAnswers: false,
          excluded: true,
        },
      ];
    })
    .slice(0, mostExcluded);
}

/** The pods that would have to answer, and the port on which they would have to listen. */
export const backendScope = defineScope<BackendSubject>({
  id: 'backend',
  plural: 'backends',
  // Pods of one workload that fail in one way.
  kindOf: ({ pod, port, refusedFrom }) =>
    `${pod.owner?.uid ?? pod.name} ${port} ${String(refusedFrom !== undefined)}`,
  needsSource: true,
  subjectsOf: (facts) => [...dialedBackends(facts), ...excludedBackends(facts)],
  namespacesOf: ({ pod }) => [pod.namespace],
  reads: ({ service }) => (service === undefined ? ['pods'] : ['pods', 'services']),
});
