import type { ClusterSnapshot, Service, ServicePort } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { isComplete } from '../model/coverage.ts';
import { endpointsOf, findServicePort, selectedPods } from '../model/serviceEndpoints.ts';
import { kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { evaluatePolicies } from './evaluatePolicies.ts';
import { namedPortsOf } from './matchPort.ts';
import type { PolicyEnd, PolicyEvaluation, PolicyVerdict } from './policyQuery.ts';

/** A connection to a Service, which policies judge only after it was translated to a pod. */
export interface ServicePolicyQuery {
  readonly source: PolicyEnd;
  readonly service: { readonly namespace: string; readonly name: string };
  /** The Service's port: number or name; may be absent where the Service has only one of the protocol. */
  readonly port?: number | string;
  readonly protocol: TransportProtocol;
}

/** What a client may be sent to, and what policies say about that. */
export interface BackendPolicies {
  readonly destination: PolicyEnd;
  /** The port of the backend; a name where the pod does not resolve it. */
  readonly port: number | string;
  /** Whether proxies send clients there now. */
  readonly ready: boolean;
  readonly evaluation: PolicyEvaluation;
}

/** What policies say about a Service: about each of its backends, since a client cannot choose. */
export interface ServicePolicies {
  /** `mixed`: some backends are allowed and some denied. */
  readonly verdict: PolicyVerdict | 'mixed';
  readonly backends: readonly BackendPolicies[];
  /** Why the backends are not (all) known; empty otherwise. */
  readonly unknown: readonly string[];
}

type Backend = Omit<BackendPolicies, 'evaluation'>;

function backendsFromSlices(
  snapshot: ClusterSnapshot,
  service: Service,
  port: ServicePort,
): readonly Backend[] {
  const endpoints = endpointsOf(snapshot, service, service.headless ? undefined : port);
  return endpoints.map(({ address, port: number, endpoint }) => {
    const { targetPod } = endpoint;
    const known =
      targetPod !== undefined && snapshot.namespaces.get(targetPod.namespace)?.pods.has(targetPod.name);
    return {
      // Hand-made slices name no pod, and what they name need not exist: then the address says who it is.
      destination:
        targetPod !== undefined && known === true
          ? { kind: 'pod', namespace: targetPod.namespace, name: targetPod.name }
          : { kind: 'address', address },
      port: number ?? port.targetPort,
      ready: endpoint.ready,
    };
  });
}

/** As the EndpointSlice controller would resolve it: for manifests, which have no slices. */
function backendsFromSelector(
  snapshot: ClusterSnapshot,
  service: Service,
  port: ServicePort,
): readonly Backend[] {
  return (selectedPods(snapshot, service) ?? []).map((pod) => {
    const { targetPort, protocol } = port;
    const [named] = typeof targetPort === 'string' ? namedPortsOf(pod, targetPort, protocol) : [];
    return {
      destination: { kind: 'pod', namespace: pod.namespace, name: pod.name },
      port: named?.number ?? targetPort,
      ready: true,
    };
  });
}

/** The Service's port that is dialled. A headless Service translates nothing: its clients dial the pods' own port. */
function dialledServicePort(
  service: Service,
  { port, protocol }: ServicePolicyQuery,
): ServicePort | undefined {
  if (!service.headless) return findServicePort(service, port, protocol);
  const dialled = port ?? findServicePort(service, undefined, protocol)?.port;
  return dialled === undefined ? undefined : { protocol, port: 0, targetPort: dialled };
}

function combine(verdicts: readonly PolicyVerdict[], allKnown: boolean): ServicePolicies['verdict'] {
  const kinds = new Set(verdicts);
  if (kinds.has('allow') && kinds.has('deny')) return 'mixed';
  if (kinds.size === 0 || kinds.has('unknown') || !allKnown) return 'unknown';
  return kinds.has('deny') ? 'deny' : 'allow';
}

/**
 * What policies say about a connection to a Service: its port is translated to the port of each backend first, because enforcers
 * see packets after that translation. Ready backends only, unless none is. Never throws.
 */
export function evaluateServicePolicies(
  snapshot: ClusterSnapshot,
  query: ServicePolicyQuery,
  dialect: PolicyDialect = kubernetesDialect,
): ServicePolicies {
  const { namespace, name } = query.service;
  const none = (reason: string): ServicePolicies => ({ verdict: 'unknown', backends: [], unknown: [reason] });
  const service = snapshot.namespaces.get(namespace)?.services.get(name);
  if (service === undefined) return none(`Service ${namespace}/${name} is not known`);
  if (service.type === 'ExternalName')
    return none(`Service ${namespace}/${name} is another name for ${service.externalName ?? 'something'}`);
  const { protocol } = query;
  const servicePort = dialledServicePort(service, query);
  if (servicePort === undefined)
    return none(
      `Service ${namespace}/${name} has no such ${protocol} port${query.port === undefined ? ', or several' : ''}`,
    );
  const slices = isComplete(snapshot.coverage, 'endpointslices', namespace);
  const fromSlices = backendsFromSlices(snapshot, service, servicePort);
  const found =
    fromSlices.length > 0 || slices ? fromSlices : backendsFromSelector(snapshot, service, servicePort);
  const ready = found.filter((backend) => backend.ready);
  const backends = (ready.length > 0 ? ready : found).map((backend) => ({
    ...backend,
    evaluation: evaluatePolicies(
      snapshot,
      { source: query.source, destination: backend.destination, port: backend.port, protocol },
      dialect,
    ),
  }));
  const pods = isComplete(snapshot.coverage, 'pods', namespace);
  const unknown = [
    ...(found.length === 0 ? [`Service ${namespace}/${name} has no backends`] : []),
    ...(slices || pods ? [] : [`not all backends of ${namespace}/${name} are known`]),
  ];
  return {
    verdict: combine(
      backends.map(({ evaluation }) => evaluation.verdict),
      unknown.length === 0,
    ),
    backends,
    unknown,
  };
}
