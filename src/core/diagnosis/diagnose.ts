import { runChecks, type CheckSubject } from '../checks/runChecks.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { formatReference } from '../model/reference.ts';
import { policiesSelecting } from '../policy/selectingPolicies.ts';
import { describeVantage, type Observation } from '../probes/observation.ts';
import { backendHops, type BackendView } from './backendHops.ts';
import { commonHops } from './commonHops.ts';
import { connectFrom, outcomeOf, type ConnectionFacts } from './connection.ts';
import {
  backendReference,
  destinationOf,
  type Backend,
  type Destination,
  type DialedAddress,
} from './destination.ts';
import {
  hopIds,
  type DiagnosisStep,
  type Finding,
  type Hop,
  type HopId,
  type Path,
  type Unverified,
} from './diagnosis.ts';
import { startInquiry, type Inquiry } from './inquiry.ts';
import type { HopDraft } from './hopDraft.ts';
import { looksLikeClusterName, resolverFactsOf, type ResolverFacts } from './nameResolution.ts';
import { orderFindings } from './orderFindings.ts';
import { referenceOfEnd, type Question } from './question.ts';
import { sourceFactsOf, type SourceFacts } from './sourceFacts.ts';
import { headlineOf, overallVerdict, pathVerdict } from './verdict.ts';

const hopTitles: Readonly<Record<HopId, string>> = {
  resolver: 'resolv.conf',
  dns: 'DNS',
  service: 'Service',
  endpoints: 'Endpoints',
  proxy: 'Service proxy',
  'policy-egress': 'Egress policy',
  route: 'Route',
  'policy-ingress': 'Ingress policy',
  target: 'Target',
};

/** Everything that was established about one question. */
interface Facts {
  readonly question: Question;
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
  readonly source: SourceFacts;
  readonly resolver: ResolverFacts;
  readonly destination: Destination;
  readonly connections: ConnectionFacts;
}

function directFact(facts: Facts, backend: Backend | undefined): BackendView['direct'] {
  if (backend === undefined) return { state: 'unseen', reason: 'there is no backend' };
  return facts.connections.to(backend);
}

/** Every address answers each time, and so does every backend: whatever else looks odd, traffic flows. */
function trafficFlows({ destination, connections }: Facts): boolean {
  return (
    destination.dialed.length > 0 &&
    destination.dialed.every(
      (dialed) =>
        outcomeOf(connections.to(dialed)) === 'all' &&
        dialed.backends.every((backend) => outcomeOf(connections.to(backend)) === 'all'),
    )
  );
}

function nameSubject(facts: Facts): CheckSubject[] {
  const { destination, source, resolver, snapshot } = facts;
  const { name } = destination;
  if (name === undefined) return [];
  if (name.lookup.state === 'answered' && name.lookup.value.status === 'resolved') return [];
  const { kind } = name.record;
  const exists =
    kind === 'absent' ||
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

function dnsServiceSubject(facts: Facts): CheckSubject[] {
  const { destination, resolver } = facts;
  const { name } = destination;
  const { dnsService } = resolver;
  if (name === undefined || dnsService === undefined || !resolver.usesClusterDns) return [];
  const answered = name.lookup.state === 'answered' && name.lookup.value.status === 'resolved';
  return answered ? [] : [{ scope: 'service', subject: { service: dnsService, role: 'dns' } }];
}

function backendSubjects(facts: Facts): CheckSubject[] {
  const { destination, connections, question } = facts;
  const backends = destination.dialed.flatMap((dialed) => dialed.backends);
  const answering = new Set(backends.filter((backend) => outcomeOf(connections.to(backend)) === 'all'));
  return backends.flatMap((backend): CheckSubject[] => {
    const { pod, port, address } = backend;
    if (pod === undefined || port === undefined || answering.has(backend)) return [];
    // Until the connection was tried nothing is wrong with the target.
    if (connections.to(backend).state === 'pending') return [];
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
        },
      },
    ];
  });
}

function subjectsOf(facts: Facts): readonly CheckSubject[] {
  const { question, destination, source } = facts;
  if (trafficFlows(facts) && nameSubject(facts).length === 0) return [];
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
            },
          },
        ];
  // Without a source nothing that depends on it is asked.
  const known = from.kind !== 'pod' || source.pod !== undefined;
  return [
    questionSubject,
    ...(known ? nameSubject(facts) : []),
    ...(known ? dnsServiceSubject(facts) : []),
    ...serviceSubjects,
    ...(known ? backendSubjects(facts) : []),
  ];
}

const sharedHopIds: ReadonlySet<HopId> = new Set(['resolver', 'dns', 'service', 'endpoints']);

/** Whether a finding about a pod belongs to this path: its backend, or an end that the question itself names. */
function concerns(finding: Finding, backend: Backend | undefined, question: Question): boolean {
  if (sharedHopIds.has(finding.hop)) return false;
  const ends = [referenceOfEnd(question.from), referenceOfEnd(question.to), backendReference(backend)];
  const concerned = new Set(
    ends.flatMap((end) => (end === undefined || end === null ? [] : [formatReference(end)])),
  );
  return finding.objects.some((object) => concerned.has(formatReference(object)));
}

function pathsOf(facts: Facts, findings: readonly Finding[]): readonly Path[] {
  const { destination, resolver, snapshot, source, connections } = facts;
  const common = commonHops(destination, resolver, snapshot, findings);
  const dialedOrNone: readonly (DialedAddress | undefined)[] =
    destination.dialed.length === 0 ? [undefined] : destination.dialed;
  return dialedOrNone.flatMap((dialed) => {
    const backends: readonly (Backend | undefined)[] =
      dialed === undefined || dialed.backends.length === 0 ? [undefined] : dialed.backends;
    const allBackendsAnswer =
      dialed !== undefined &&
      dialed.backends.length > 0 &&
      dialed.backends.every((backend) => outcomeOf(connections.to(backend)) === 'all');
    return backends.map((backend): Path => {
      const address: DialedAddress = dialed ?? {
        address: '',
        family: source.families[0] ?? 4,
        translated: false,
        backends: [],
      };
      const through = connections.to(address);
      const direct = directFact(facts, backend);
      const own = findings.filter((finding) => concerns(finding, backend, facts.question));
      const view: BackendView = {
        source,
        dialed: address,
        backend,
        through,
        direct,
        allBackendsAnswer,
        findings: own,
      };
      const drafts: Readonly<Record<HopId, HopDraft>> = { ...common, ...backendHops(view, snapshot) };
      const hops = hopIds.map((id): Hop => ({
        id,
        title: hopTitles[id],
        at: drafts[id].at ?? (id === 'service' || id === 'endpoints' ? 'cluster' : source.at),
        status: drafts[id].status,
        predicted: drafts[id].predicted,
        observed: drafts[id].observed,
      }));
      const noAnswer =
        outcomeOf(direct) === 'none' || (backend === undefined && outcomeOf(through) === 'none');
      return {
        address: address.address,
        family: address.family,
        backend: backendReference(backend),
        verdict: pathVerdict(hops, noAnswer),
        hops,
      };
    });
  });
}

/** Policies that isolate an end of a failing connection: what they allow is not evaluated here, so they stay suspects. */
function policySuspects(facts: Facts): Unverified[] {
  const { destination, source, snapshot, connections } = facts;
  const failing = destination.dialed
    .flatMap((dialed) => dialed.backends)
    .filter((backend) => outcomeOf(connections.to(backend)) === 'none');
  if (failing.length === 0) return [];
  const suspects: Unverified[] = [];
  const name = (code: string, pod: NonNullable<Backend['pod']>, direction: 'Ingress' | 'Egress'): void => {
    const policies = policiesSelecting(snapshot, pod, direction);
    if (policies.length === 0 || pod.hostNetwork) return;
    const names = policies.map((policy) => policy.name).join(', ');
    suspects.push({
      code,
      reason: `${pod.namespace}/${pod.name} is isolated by ${names}; what they allow is not evaluated by this version`,
    });
  };
  if (source.pod !== undefined) name('policy-egress-denied', source.pod, 'Egress');
  for (const { pod } of failing) if (pod !== undefined) name('policy-ingress-denied', pod, 'Ingress');
  return suspects;
}

function unverifiedOf(facts: Facts, fromChecks: readonly Unverified[]): readonly Unverified[] {
  const { inquiry, destination, source } = facts;
  const probes = [...inquiry.unavailable()].map(([key, reason]) => ({ probe: key, reason }));
  const silent =
    source.containers.length === 0 ? [{ probe: 'tcp-connect', reason: source.silentBecause }] : [];
  const undialable =
    destination.undialableBecause === '' || destination.name !== undefined
      ? []
      : [{ probe: 'tcp-connect', reason: destination.undialableBecause }];
  const mesh = source.behindMesh
    ? [
        {
          probe: 'tcp-connect',
          reason: 'a mesh proxy accepts the source’s connections, so they prove nothing about the target',
        },
      ]
    : [];
  const all: Unverified[] = [
    ...silent,
    ...mesh,
    ...probes,
    ...policySuspects(facts),
    ...fromChecks,
    ...undialable,
  ];
  const seen = new Set<string>();
  return all.filter((entry) => {
    const identity = JSON.stringify(entry);
    return !seen.has(identity) && seen.add(identity);
  });
}

/**
 * Answers a question as far as the snapshot and the observations allow, and names the probes that would tell more.
 * Pure: the same input gives the same answer, so every diagnosis can be replayed.
 */
export function diagnose(
  question: Question,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
): DiagnosisStep {
  const inquiry = startInquiry(observations);
  const source = sourceFactsOf(question, snapshot);
  const resolver = resolverFactsOf(source, snapshot, inquiry);
  const destination = destinationOf(question, source, resolver, snapshot, inquiry);
  const connections = connectFrom(source, destination.dialed, question.protocol, inquiry);
  const facts: Facts = { question, snapshot, inquiry, source, resolver, destination, connections };

  const report = runChecks(subjectsOf(facts), { snapshot, inquiry });
  const findings = orderFindings(report.findings);
  const found = new Set(findings.map((finding) => finding.code));
  const paths = pathsOf(facts, findings);
  const verdict = overallVerdict(paths);
  const unverified = unverifiedOf(facts, report.unverified).filter(
    (entry) => !('code' in entry) || !found.has(entry.code),
  );
  const ruledOut = new Map(
    report.ruledOut.filter(({ code }) => !found.has(code)).map((entry) => [entry.code, entry] as const),
  );
  return {
    diagnosis: {
      question,
      asOf: snapshot.asOf,
      verdict,
      headline: headlineOf(question, verdict, paths, findings, unverified),
      paths,
      findings,
      ruledOut: [...ruledOut.values()],
      unverified,
      probes: inquiry.used().map(({ key, vantage, privilege, milliseconds, outcome }) => ({
        id: key,
        vantage: describeVantage(vantage),
        privilege,
        milliseconds,
        outcome,
      })),
    },
    wanted: inquiry.wanted(),
  };
}
