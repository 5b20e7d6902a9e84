import type { BackendSubject } from '../checks/scopes/backend.ts';
import type { CheckTools } from '../checks/defineCheck.ts';
import { connectInside, listeningFacts } from '../checks/listeningFacts.ts';
import type { ClusterSnapshot, Endpoint, Pod, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { podOfAddress } from '../model/addressIndex.ts';
import type { ServiceEndpoint } from '../model/serviceEndpoints.ts';
import { formatSocket } from '../probes/socketsProbe.ts';
import type { LinkStatus, TracedEndpoint } from './serviceTrace.ts';

/** An endpoint as traced, with the subject for the checks when there is a pod and a port to ask about. */
export interface EndpointTrace {
  readonly traced: TracedEndpoint;
  readonly subject?: BackendSubject;
}

interface Judged {
  readonly status: LinkStatus;
  readonly detail: string;
  readonly socket?: string;
}

/** The pod behind an endpoint: the one that it names, else the living owner of its address. */
function podOf(snapshot: ClusterSnapshot, { endpoint, address }: ServiceEndpoint): Pod | undefined {
  const { targetPod } = endpoint;
  if (targetPod === undefined) return podOfAddress(snapshot, address);
  return snapshot.namespaces.get(targetPod.namespace)?.pods.get(targetPod.name);
}

/** What the conditions say when the endpoint gets no traffic, or only for a while; `undefined` when it is ready. */
function judgeConditions(
  { ready, serving, terminating }: Endpoint,
  pod: Pod | undefined,
): Judged | undefined {
  if (ready) return undefined;
  if (terminating && serving) {
    return {
      status: 'warning',
      detail: 'terminating and still serving: used only while no other endpoint is ready',
    };
  }
  if (terminating) return { status: 'warning', detail: 'terminating, gets no traffic' };
  const condition = pod?.conditions.find(({ type, status }) => type === 'Ready' && status !== 'True');
  const waiting = pod?.containers.find(({ state }) => state.kind === 'waiting');
  const why =
    waiting === undefined
      ? (condition?.message ?? condition?.reason)
      : `container ${waiting.name} waits: ${waiting.state.reason ?? 'no reason given'}`;
  return { status: 'broken', detail: `not ready, gets no traffic${why === undefined ? '' : ` (${why})`}` };
}

/** What the objects say about an endpoint that is ready; `undefined` when its sockets have to tell. */
function judgeObjects(
  snapshot: ClusterSnapshot,
  traced: ServiceEndpoint,
  pod: Pod | undefined,
): Judged | undefined {
  const { endpoint, address, port } = traced;
  const { targetPod } = endpoint;
  if (port === undefined) return { status: 'broken', detail: 'ready, and its slice gives no port number' };
  if (pod === undefined && targetPod !== undefined) {
    return isComplete(snapshot.coverage, 'pods', targetPod.namespace)
      ? { status: 'broken', detail: `ready, and its pod ${targetPod.name} does not exist any more` }
      : { status: 'unknown', detail: `ready; its pod ${targetPod.name} is not readable` };
  }
  if (pod === undefined) {
    return {
      status: 'unknown',
      detail: 'ready; no pod of this cluster has the address, so nobody looked at its sockets',
    };
  }
  if (pod.podIPs.length > 0 && !pod.podIPs.includes(address)) {
    return {
      status: 'broken',
      detail: `ready, and its pod has another address now: ${pod.podIPs.join(', ')}`,
    };
  }
  return undefined;
}

/** A reason without the raw words of a container runtime that it quotes in brackets: they name ids that nobody knows. */
function withoutLongWords(reason: string): string {
  return reason.replace(/ \([^]{100,}\)$/, '');
}

/** What the sockets of the pod say. A mesh or a virtual machine redirects without a socket, which a connection shows. */
function judgeSockets(subject: BackendSubject, tools: CheckTools): Judged {
  const { port, protocol } = subject;
  if (protocol === 'SCTP')
    return { status: 'unknown', detail: 'ready; SCTP sockets cannot be seen from here' };
  const listening = listeningFacts(subject, tools.inquiry);
  if (listening.state === 'pending')
    return { status: 'unknown', detail: 'ready; its sockets are being looked at' };
  if (listening.state === 'unavailable') {
    return {
      status: 'unknown',
      detail: `ready; its sockets were not seen: ${withoutLongWords(listening.reason)}`,
    };
  }
  const { accepting, onLoopback, elsewhere } = listening.facts;
  if (accepting.length > 0) {
    const socket = accepting.map(formatSocket).join(', ');
    return { status: 'ok', detail: `ready, listens on ${socket}`, socket };
  }
  const inside = protocol === 'TCP' ? connectInside(subject, tools.inquiry) : undefined;
  if (inside?.state === 'pending') {
    return {
      status: 'unknown',
      detail: `ready; no socket on port ${port}, a connection inside the pod is being tried`,
    };
  }
  if (inside?.state === 'connected') {
    return {
      status: 'ok',
      detail: `ready, answers on port ${port} by a redirect inside the pod`,
      socket: 'none',
    };
  }
  const proof =
    inside?.state === 'failed' ? 'a connection inside the pod fails' : 'no connection could be tried';
  if (onLoopback.length > 0) {
    const socket = onLoopback.map(formatSocket).join(', ');
    return { status: 'broken', detail: `ready, and listens on ${socket} only; ${proof}`, socket };
  }
  const heard = elsewhere.length === 0 ? 'nothing else' : elsewhere.map(formatSocket).join(', ');
  return {
    status: 'broken',
    detail: `ready, and nothing listens on ${protocol} ${port}; it listens on ${heard}; ${proof}`,
    socket: 'none',
  };
}

/** Traces one endpoint down to the socket of its pod. */
export function traceEndpoint(
  endpoint: ServiceEndpoint,
  service: Service,
  servicePort: ServicePort,
  tools: CheckTools,
): EndpointTrace {
  const { snapshot } = tools;
  const pod = podOf(snapshot, endpoint);
  const { address, port } = endpoint;
  const { targetPod, nodeName, ready, serving, terminating } = endpoint.endpoint;
  const subject: BackendSubject | undefined =
    pod === undefined || port === undefined || !ready
      ? undefined
      : { pod, address, port, protocol: servicePort.protocol, service, servicePort, siblingAnswers: false };
  const judged =
    judgeConditions(endpoint.endpoint, pod) ??
    judgeObjects(snapshot, endpoint, pod) ??
    (subject === undefined
      ? { status: 'unknown' as const, detail: 'ready; nothing could look at its sockets' }
      : judgeSockets(subject, tools));
  const owner = pod ?? targetPod;
  const node = nodeName ?? pod?.nodeName;
  return {
    traced: {
      address,
      ...(port === undefined ? {} : { port }),
      ...(owner === undefined ? {} : { pod: { kind: 'pod', namespace: owner.namespace, name: owner.name } }),
      ...(node === undefined ? {} : { node }),
      ready,
      serving,
      terminating,
      ...judged,
    },
    ...(subject === undefined ? {} : { subject }),
  };
}
