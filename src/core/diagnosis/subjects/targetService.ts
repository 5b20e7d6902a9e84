import type { CheckSubject } from '../../checks/runChecks.ts';
import type { Service } from '../../model/clusterSnapshot.ts';
import { findServicePort } from '../../model/serviceEndpoints.ts';
import type { DiagnosisFacts } from '../diagnosisFacts.ts';

/**
 * The Service that is asked for; where there is none of that name, the only one that another namespace has: it is most
 * likely meant, and what is wrong with it would show next.
 */
export function targetServiceOf({ destination, snapshot }: DiagnosisFacts): Service | undefined {
  const { service, askedService } = destination;
  if (service !== undefined || askedService === undefined) return service;
  // An alias that leads nowhere is there.
  const { namespace, name } = askedService;
  if (snapshot.namespaces.get(namespace)?.services.has(name) === true) return undefined;
  const elsewhere = [...snapshot.namespaces.values()].flatMap(({ services }) => services.get(name) ?? []);
  const [only, second] = elsewhere;
  return second === undefined ? only : undefined;
}

/** The Service that traffic goes to, with the port that is asked. */
export function targetServiceSubjects(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, question, source } = facts;
  const service = targetServiceOf(facts);
  if (service === undefined) return [];
  const servicePort =
    service === destination.service
      ? destination.servicePort
      : findServicePort(service, question.port, question.protocol);
  return [
    {
      scope: 'service',
      subject: {
        service,
        role: 'target',
        ...(servicePort === undefined ? {} : { servicePort }),
        ...(source.node === undefined ? {} : { sourceNode: source.node }),
        askFrom: source.containers,
      },
    },
  ];
}
