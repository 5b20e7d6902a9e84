import type { ClusterSnapshot, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { nodeOfAddress, serviceOfNodePort } from '../model/nodePort.ts';
import { endpointsOf } from '../model/serviceEndpoints.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { explainPolicies, type PolicyExplanation } from './explain/explainPolicies.ts';
import type { PolicyEnd, PolicyVerdict } from './policyQuery.ts';

/** A connection to a node's address. */
export interface NodePortQuery {
  readonly source: PolicyEnd;
  readonly address: string;
  readonly port: number | string;
  readonly protocol: TransportProtocol;
}

/** One pod behind a node port, and what policies say about the way there. */
export interface NodePortBackend {
  readonly destination: PolicyEnd;
  readonly port: number | string;
  readonly evaluation: PolicyExplanation;
}

/** What policies say about a connection to a node port. */
export interface NodePortPolicies {
  readonly service: Service;
  readonly servicePort: ServicePort;
  readonly backends: readonly NodePortBackend[];
  /** Why the backends are not known, or none of them is reached; empty otherwise. */
  readonly unknown: readonly string[];
}

function nodeNameOf(snapshot: ClusterSnapshot, end: PolicyEnd): string | undefined {
  switch (end.kind) {
    case 'node':
      return end.name;
    case 'address':
      return nodeOfAddress(snapshot, end.address)?.name;
    case 'pod':
      return snapshot.namespaces.get(end.namespace)?.pods.get(end.name)?.nodeName;
  }
}

function worst(verdicts: readonly PolicyVerdict[]): PolicyVerdict {
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('unknown') ? 'unknown' : 'allow';
}

/**
 * The source that a node port leaves: with externalTrafficPolicy Cluster the node rewrites it to an address of its own, with Local it
 * stays (Kubernetes documentation, "Preserving the client source IP").
 */
export function sourceBehindNodePort(source: PolicyEnd, node: string, service: Service): PolicyEnd {
  return service.externalTrafficPolicy === 'Local' ? source : { kind: 'node', name: node };
}

/**
 * What policies say about a connection to a node's address on a node port, which is a connection to the Service behind it: ingress is
 * judged at each pod, for the source that is left after the translation; egress at the source, which sees the pod where its own node
 * translates, and the other node's address otherwise. `undefined` where the address and port are no node port. Never throws.
 */
export function nodePortPolicies(
  snapshot: ClusterSnapshot,
  { source, address, port, protocol }: NodePortQuery,
  dialect: PolicyDialect = kubernetesDialect,
): NodePortPolicies | undefined {
  const node = nodeOfAddress(snapshot, address);
  const found = serviceOfNodePort(snapshot, port, protocol);
  if (node === undefined || found === undefined) return undefined;
  const { service, servicePort } = found;
  const title = `Service ${service.namespace}/${service.name}`;
  const all = endpointsOf(snapshot, service, servicePort);
  const ready = all.filter(({ endpoint }) => endpoint.ready);
  const inside = nodeNameOf(snapshot, source) !== undefined;
  // Pods and nodes bypass Local; clients from outside get the endpoints of this node alone.
  const isLocal = service.externalTrafficPolicy === 'Local' && !inside;
  const reached = (ready.length > 0 ? ready : all).filter(
    ({ endpoint }) => !isLocal || endpoint.nodeName === node.name,
  );
  const ownNode = nodeNameOf(snapshot, source) === node.name;
  const ingressSource = sourceBehindNodePort(source, node.name, service);
  const backends = reached.map(({ address: own, port: target, endpoint }): NodePortBackend => {
    const { targetPod } = endpoint;
    const known =
      targetPod !== undefined && snapshot.namespaces.get(targetPod.namespace)?.pods.has(targetPod.name);
    const destination: PolicyEnd =
      known === true ? { kind: 'pod', ...targetPod } : { kind: 'address', address: own };
    const number = target ?? servicePort.targetPort;
    const explain = (from: PolicyEnd, to: PolicyEnd, at: number | string): PolicyExplanation =>
      explainPolicies(snapshot, { source: from, destination: to, port: at, protocol }, dialect);
    const { ingress } = explain(ingressSource, destination, number);
    const { egress } = ownNode
      ? explain(source, destination, number)
      : explain(source, { kind: 'address', address }, port);
    return {
      destination,
      port: number,
      evaluation: { verdict: worst([ingress.verdict, egress.verdict]), ingress, egress },
    };
  });
  return {
    service,
    servicePort,
    backends,
    unknown:
      backends.length > 0
        ? []
        : [
            isLocal && all.length > 0
              ? `${title} has externalTrafficPolicy Local and no endpoint on node ${node.name}`
              : `${title} has no endpoints that are known`,
          ],
  };
}
