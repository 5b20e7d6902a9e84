import type { CheckSubject } from '../checks/runChecks.ts';
import { outcomeOf } from '../inquiry/connection.ts';
import type { DiagnosisFacts } from './diagnosisFacts.ts';
import { looksLikeClusterName } from './nameResolution.ts';
import { backendSubjects } from './subjects/backends.ts';
import { lookupSubjects } from './subjects/lookup.ts';
import { podSubjects } from './subjects/pods.ts';
import { proxySubjects } from './subjects/proxy.ts';
import { routeSubjects } from './subjects/route.ts';
import { dnsPolicySubjects, policySubjects } from './subjects/policy.ts';
import { sliceSubjects } from './subjects/slice.ts';
import { targetServiceSubjects } from './subjects/targetService.ts';
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

function someoneAnswers({ destination, connections }: DiagnosisFacts): boolean | 'pending' {
  const seen = destination.dialed.flatMap(({ backends }) =>
    backends.map((backend) => connections.to(backend)),
  );
  if (seen.some(({ state }) => state === 'pending')) return 'pending';
  return seen.some((fact) => outcomeOf(fact) === 'all');
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
      answers: someoneAnswers(facts),
    },
  };
  const serviceSubjects = trafficFlows(facts) ? [] : targetServiceSubjects(facts);
  // Without a source nothing that depends on it is asked.
  const known = from.kind !== 'pod' || source.pod !== undefined;
  return [
    questionSubject,
    ...(known ? nameSubject(facts) : []),
    ...(known ? lookups : []),
    ...(known ? dnsServiceSubject(facts) : []),
    ...serviceSubjects,
    ...podSubjects(facts),
    ...(known ? sliceSubjects(facts) : []),
    ...(known ? dnsPolicySubjects(facts) : []),
    ...(known ? policySubjects(facts) : []),
    ...proxySubjects(facts),
    ...routeSubjects(facts),
    ...(known ? backendSubjects(facts) : []),
  ];
}
