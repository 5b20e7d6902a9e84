import { runChecks, subjectOf, type CheckSubject } from '../checks/runChecks.ts';
import { backendScope } from '../checks/scopes/backend.ts';
import { podScope } from '../checks/scopes/pod.ts';
import { questionScope } from '../checks/scopes/question.ts';
import { serviceScope } from '../checks/scopes/service.ts';
import type { ClusterSnapshot, Service } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { formatLabels } from '../model/labels.ts';
import { formatReference, type ObjectReference } from '../model/reference.ts';
import { slicesOf } from '../model/addressIndex.ts';
import type { Observation } from '../probes/observation.ts';
import { parseExternalName } from '../dns/externalName.ts';
import type { Finding } from '../finding/finding.ts';
import { startInquiry, type Inquiry } from '../inquiry/inquiry.ts';
import { orderFindings } from '../checks/orderFindings.ts';
import type { LinkStatus, ServiceTrace, ServiceTraceRound, TracedPort } from './serviceTrace.ts';
import { excludedPods } from '../checks/excludedPods.ts';
import { tracePort, type PortTrace } from './tracePort.ts';

/** ExternalName Services that lead to each other are followed this far: a resolver gives up earlier. */
const mostAliases = 8;

type Answer = Pick<ServiceTrace, 'status' | 'headline' | 'ports' | 'findings'>;

function judgeTrace(ports: readonly TracedPort[]): LinkStatus {
  const has = (status: LinkStatus): boolean => ports.some((port) => port.status === status);
  if (ports.every(({ status }) => status === 'broken')) return 'broken';
  if (has('broken') || has('warning')) return 'warning';
  return has('unknown') ? 'unknown' : 'ok';
}

function describeTrace(
  reference: string,
  ports: readonly TracedPort[],
  findings: readonly Finding[],
): string {
  const status = judgeTrace(ports);
  if (status === 'ok') {
    const numbers = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
    return `Every ready endpoint of ${reference} listens (port ${numbers}).`;
  }
  const [cause] = findings;
  if (cause !== undefined) return cause.summary;
  const worst = ports.find((port) => port.status === status) ?? ports.find((port) => port.status !== 'ok');
  const unseen = worst?.slices
    .flatMap((slice) => slice.endpoints)
    .find((endpoint) => endpoint.status === 'unknown');
  if (status === 'unknown' && worst !== undefined && unseen !== undefined) {
    return `${reference} port ${worst.port}: ${worst.detail} (${unseen.detail.replace(/^ready; /, '')}).`;
  }
  return worst === undefined
    ? `${reference} could not be traced.`
    : `${reference} port ${worst.port}: ${worst.detail}.`;
}

/** A headless Service may have no ports: its names still lead to endpoints. */
function traceWithoutPorts(service: Service, snapshot: ClusterSnapshot): Answer {
  const endpoints = slicesOf(snapshot, service).flatMap((slice) => slice.endpoints);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const reference = formatReference({ kind: 'service', namespace: service.namespace, name: service.name });
  const known = isComplete(snapshot.coverage, 'endpointslices', service.namespace);
  return {
    status: ready > 0 ? 'ok' : known ? 'broken' : 'unknown',
    headline: `${reference} has no ports; its names lead to ${ready} ready of ${endpoints.length} endpoints.`,
    ports: [],
    findings: [],
  };
}

function traceEndpoints(service: Service, snapshot: ClusterSnapshot, inquiry: Inquiry): Answer {
  const tools = { snapshot, inquiry };
  const traces: readonly PortTrace[] = service.ports.map((port) => tracePort(service, port, tools));
  const subjects: readonly CheckSubject[] = traces.flatMap(({ traced, subjects: backends }, index) => {
    if (traced.status === 'ok') return [];
    const servicePort = service.ports[index];
    return [
      subjectOf(serviceScope, {
        service,
        role: 'target',
        ...(servicePort === undefined ? {} : { servicePort }),
      }),
      ...backends.map((subject) => subjectOf(backendScope, subject)),
    ];
  });
  const pods = traces.every(({ traced }) => traced.status === 'ok')
    ? []
    : excludedPods(snapshot, service, {});
  const podSubjects = pods.map((pod) => subjectOf(podScope, { pod, role: 'backend' }));
  const findings = orderFindings(runChecks([...subjects, ...podSubjects], tools).findings);
  const ports = traces.map(({ traced }) => traced);
  if (ports.length === 0) return { ...traceWithoutPorts(service, snapshot), findings };
  const reference = formatReference({ kind: 'service', namespace: service.namespace, name: service.name });
  return { status: judgeTrace(ports), headline: describeTrace(reference, ports, findings), ports, findings };
}

/** An ExternalName is an alias: its chain is that of the Service that it means, when it means one of this cluster. */
function traceAlias(service: Service, snapshot: ClusterSnapshot, inquiry: Inquiry, aliases: number): Answer {
  const own = formatReference({ kind: 'service', namespace: service.namespace, name: service.name });
  const domain = service.externalName ?? '';
  const target = parseExternalName(domain);
  const outside: Answer = {
    status: 'unknown',
    headline: `${own} is an alias of ${domain}, which is outside the cluster and is not traced.`,
    ports: [],
    findings: [],
  };
  if (target.kind === 'domain') return outside;
  const { namespace, name } = target;
  const found = snapshot.namespaces.get(namespace)?.services.get(name);
  if (found === undefined) {
    if (!isComplete(snapshot.coverage, 'services', namespace)) return outside;
    return {
      ...outside,
      status: 'broken',
      headline: `${own} is an alias of ${domain}, and there is no Service ${namespace}/${name}.`,
    };
  }
  if (aliases >= mostAliases)
    return { ...outside, status: 'broken', headline: `${own} is an alias that leads in a circle.` };
  const answer = traceFound(found, snapshot, inquiry, aliases + 1);
  return { ...answer, headline: `${own} is an alias of ${namespace}/service/${name}. ${answer.headline}` };
}

function traceFound(service: Service, snapshot: ClusterSnapshot, inquiry: Inquiry, aliases: number): Answer {
  return service.type === 'ExternalName'
    ? traceAlias(service, snapshot, inquiry, aliases)
    : traceEndpoints(service, snapshot, inquiry);
}

/** What can be said about a Service that the snapshot does not hold. */
function traceMissing(reference: ObjectReference, snapshot: ClusterSnapshot, inquiry: Inquiry): Answer {
  const { namespace = '', name } = reference;
  const subject = subjectOf(questionScope, {
    source: undefined,
    targetPod: undefined,
    targetService: { namespace, name },
    port: undefined,
    protocol: 'TCP',
    answers: false,
  });
  const findings = orderFindings(runChecks([subject], { snapshot, inquiry }).findings);
  const known = isComplete(snapshot.coverage, 'services', namespace);
  return {
    status: known ? 'broken' : 'unknown',
    headline: known
      ? (findings[0]?.summary ?? `There is no Service ${namespace}/${name}.`)
      : `Whether there is a Service ${namespace}/${name} is not known: Services are not readable there.`,
    ports: [],
    findings,
  };
}

/**
 * The chain Service → port → slice → endpoint → socket with every link judged as far as the snapshot and the observations
 * allow, and the probes that would tell more. What was not seen is unknown, never ok. Pure.
 */
export function traceService(
  service: ObjectReference,
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
): ServiceTraceRound {
  const inquiry = startInquiry(observations);
  const found = snapshot.namespaces.get(service.namespace ?? '')?.services.get(service.name);
  const answer =
    found === undefined ? traceMissing(service, snapshot, inquiry) : traceFound(found, snapshot, inquiry, 0);
  const type = found === undefined ? '' : found.headless ? 'headless' : found.type;
  return {
    trace: {
      service: {
        kind: 'service',
        ...(service.namespace === undefined ? {} : { namespace: service.namespace }),
        name: service.name,
      },
      asOf: snapshot.asOf,
      type,
      clusterIPs: found?.clusterIPs ?? [],
      ...(found?.selector === undefined ? {} : { selector: formatLabels(found.selector) }),
      ...answer,
    },
    wanted: inquiry.wanted(),
  };
}
