import type { Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { ContainerTarget } from '../../probes/containerTarget.ts';
import { nameFails } from '../../target/nameFails.ts';
import { targetServiceOf } from '../../target/targetService.ts';
import { trafficFlows } from '../../target/trafficFlows.ts';
import { findServicePort } from '../../model/serviceEndpoints.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** A Service that the connection depends on: the one that was asked for, or the one that resolves names. */
export interface ServiceSubject {
  readonly service: Service;
  readonly role: 'target' | 'dns';
  /** The port that is asked, when it exists. */
  readonly servicePort?: ServicePort;
  /** The node on which the source is, when it is known. */
  readonly sourceNode?: string;
  /** Where a probe speaks for the source. */
  readonly askFrom?: readonly ContainerTarget[];
}

/** The Service that traffic goes to, with the port that is asked. */
function targetServiceSubjects(facts: QuestionFacts): ServiceSubject[] {
  const { destination, question, source } = facts;
  const service = targetServiceOf(facts);
  if (service === undefined || trafficFlows(facts)) return [];
  const servicePort =
    service === destination.service
      ? destination.servicePort
      : findServicePort(service, question.port, question.protocol);
  return [
    {
      service,
      role: 'target',
      ...(servicePort === undefined ? {} : { servicePort }),
      ...(source.node === undefined ? {} : { sourceNode: source.node }),
      askFrom: source.containers,
    },
  ];
}

/** The Service that resolves names, where the name that is asked does not resolve there. */
function dnsServiceSubjects(facts: QuestionFacts): ServiceSubject[] {
  const { question, resolver, source } = facts;
  const { dnsService } = resolver;
  if (question.from.kind === 'pod' && source.pod === undefined) return [];
  if (dnsService === undefined || !resolver.usesClusterDns || !nameFails(facts)) return [];
  return [{ service: dnsService, role: 'dns' }];
}

/** A Service that the connection depends on. */
export const serviceScope = defineScope<ServiceSubject>({
  id: 'service',
  plural: 'Services',
  subjectsOf: (facts) => [...dnsServiceSubjects(facts), ...targetServiceSubjects(facts)],
  namespacesOf: ({ service }) => [service.namespace],
  reads: () => ['services'],
  // Whatever is wrong with the Service that resolves names shows where names are resolved.
  hopOf: ({ role }) => (role === 'dns' ? 'dns' : undefined),
});
