import type { CheckSubject } from '../checks/runChecks.ts';
import { outcomeOf } from './connection.ts';
import type { DiagnosisFacts } from './diagnosisFacts.ts';
import { looksLikeClusterName } from './nameResolution.ts';
import { lookupSubjects } from './subjects/lookup.ts';
import { sliceSubjects } from './subjects/slice.ts';
import { trafficFlows } from './trafficFlows.ts';

function nameSubject(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, source, resolver, snapshot } = facts;
  const { name } = destination;
  if (name === undefined) return [];
  if (name.lookup.state === 'answered' && name.lookup.value.status === 'resolved') return [];
  const { kind } = name.record;
  // What the name means to other pods exists, whatever this one makes of it.
  const exists =
    name.meant !== undefined
      ? true
      : kind === 'absent' ||
          (kind === 'outside' && looksLikeClusterName(name.name, resolver.clusterDomain, snapshot))
        ? false
        : kind === 'outside' || kind === 'unknown'
          ? 'unknown'
          : true;
  return [
    {
      scope: 'name',
      subject: {
        source: source.pod,
        name: name.name,
        candidates: name.candidates,
        clusterDomain: resolver.clusterDomain,
        exists,
      },
    },
  ];
}

function dnsServiceSubject(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, resolver } = facts;
  const { name } = destination;
  const { dnsService } = resolver;
  if (name === undefined || dnsService === undefined || !resolver.usesClusterDns) return [];
  const answered = name.lookup.state === 'answered' && name.lookup.value.status === 'resolved';
  return answered ? [] : [{ scope: 'service', subject: { service: dnsService, role: 'dns' } }];
}

function backendSubjects(facts: DiagnosisFacts): CheckSubject[] {
  const { destination, connections, question, source } = facts;
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  const answering = new Set(backends.filter((backend) => outcomeOf(connections.to(backend)) === 'all'));
  return backends.flatMap((backend): CheckSubject[] => {
    const { pod, port, address } = backend;
    if (pod === undefined || port === undefined || answering.has(backend)) return [];
    // Until the connection was tried nothing is wrong with the target.
    const seen = connections.to(backend);
    if (seen.state === 'pending') return [];
    const refused = seen.state === 'seen' && seen.attempts.every(({ status }) => status === 'refused');
    return [
      {
        scope: 'backend',
        subject: {
          pod,
          port,
          address,
          protocol: question.protocol,
          ...(destination.service === undefined ? {} : { service: destination.service }),
          ...(destination.servicePort === undefined ? {} : { servicePort: destination.servicePort }),
          siblingAnswers: [...answering].some((sibling) => sibling.port === port),
          ...(refused ? { refusedFrom: source.containers } : {}),
        },
      },
    ];
  });
}

/** What the checks are asked about. While traffic flows nothing is: whatever looks odd then is no fault. */
export function checkSubjectsOf(facts: DiagnosisFacts): readonly CheckSubject[] {
  const { question, destination, source } = facts;
  const lookups = lookupSubjects(facts);
  if (trafficFlows(facts) && nameSubject(facts).length === 0) return lookups;
  const { from, to } = question;
  const questionSubject: CheckSubject = {
    scope: 'question',
    subject: {
      source: from.kind === 'pod' ? { namespace: from.namespace, name: from.name } : undefined,
      targetPod: to.kind === 'pod' ? { namespace: to.namespace, name: to.name } : undefined,
      targetService: destination.askedService,
      port: question.port,
      protocol: question.protocol,
    },
  };
  const serviceSubjects: CheckSubject[] =
    destination.service === undefined || trafficFlows(facts)
      ? []
      : [
          {
            scope: 'service',
            subject: {
              service: destination.service,
              role: 'target',
              ...(destination.servicePort === undefined ? {} : { servicePort: destination.servicePort }),
              askFrom: source.containers,
            },
          },
        ];
  // Without a source nothing that depends on it is asked.
  const known = from.kind !== 'pod' || source.pod !== undefined;
  return [
    questionSubject,
    ...(known ? nameSubject(facts) : []),
    ...(known ? lookups : []),
    ...(known ? dnsServiceSubject(facts) : []),
    ...serviceSubjects,
    ...(known ? sliceSubjects(facts) : []),
    ...(known ? backendSubjects(facts) : []),
  ];
}
