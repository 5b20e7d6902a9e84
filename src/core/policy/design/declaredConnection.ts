import type { ClusterSnapshot, Pod, Service, ServicePort } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import type { NetworkPolicyPort } from '../../model/networkPolicy.ts';
import { formatReference, type ObjectReference } from '../../model/reference.ts';
import { endpointsOf } from '../../model/serviceEndpoints.ts';
import { describePorts, type AllowedConnection } from './allowedConnection.ts';
import {
  endOfAddress,
  endOfReference,
  isProblem,
  type EndProblem,
  type ResolvedEnd,
} from './connectionEnds.ts';

/** One end as somebody declares it. */
export type DeclaredEnd =
  | { readonly kind: 'object'; readonly reference: ObjectReference }
  /** An address, or a range in CIDR notation. */
  | { readonly kind: 'address'; readonly address: string };

/** "A may call B on this port": against a Service the Service's port, else the pod's. */
export interface DeclaredConnection {
  readonly from: DeclaredEnd;
  readonly to: DeclaredEnd;
  readonly port?: number | string;
  readonly protocol: TransportProtocol;
}

/** What a declaration comes to. */
export interface ResolvedDeclaration {
  readonly connections: readonly AllowedConnection[];
  readonly warnings: readonly string[];
  /** Why nothing can be designed for it. */
  readonly problem?: string;
}

/** `shop/service/cart`, `192.0.2.1`. */
export function describeDeclaredEnd(end: DeclaredEnd): string {
  return end.kind === 'object' ? formatReference(end.reference) : end.address;
}

function resolveEnd(snapshot: ClusterSnapshot, end: DeclaredEnd): ResolvedEnd | EndProblem {
  return end.kind === 'object'
    ? endOfReference(snapshot, end.reference)
    : endOfAddress(snapshot, end.address);
}

/** The numbers that a named port means on these pods. */
function numbersOfName(pods: readonly Pod[], name: string, protocol: TransportProtocol): readonly number[] {
  const declared = pods
    .flatMap(({ containers }) => containers.flatMap(({ ports }) => ports))
    .filter((port) => port.name === name && port.protocol === protocol);
  return [...new Set(declared.map(({ containerPort }) => containerPort))];
}

/** The pods' port behind a Service's: a policy judges the packet after the translation (networking.k8s.io/v1). */
function portsBehind(
  snapshot: ClusterSnapshot,
  service: Service,
  servicePort: ServicePort,
  pods: readonly Pod[],
): readonly NetworkPolicyPort[] {
  const { protocol, targetPort } = servicePort;
  if (service.selector === undefined) {
    const ports = endpointsOf(snapshot, service, servicePort).flatMap(({ port }) => port ?? []);
    return [...new Set(ports)].map((port) => ({ protocol, port }));
  }
  if (typeof targetPort === 'number') return [{ protocol, port: targetPort }];
  const [number, ...more] = numbersOfName(pods, targetPort, protocol);
  // The name says it for every pod where they differ, or where there is none to look at.
  return [{ protocol, port: number !== undefined && more.length === 0 ? number : targetPort }];
}

function askedServicePorts(service: Service, declared: DeclaredConnection): readonly ServicePort[] {
  const { port, protocol } = declared;
  if (port === undefined) return service.ports;
  return service.ports.filter(
    (candidate) => candidate.protocol === protocol && (candidate.port === port || candidate.name === port),
  );
}

/** The ports that the destination's policy has to name, or why there are none. */
function portsOf(
  snapshot: ClusterSnapshot,
  declared: DeclaredConnection,
  destination: ResolvedEnd,
): readonly NetworkPolicyPort[] | EndProblem {
  const { to, port, protocol } = declared;
  const service =
    to.kind === 'object' && to.reference.kind === 'service'
      ? snapshot.namespaces.get(to.reference.namespace ?? '')?.services.get(to.reference.name)
      : undefined;
  if (service === undefined) return port === undefined ? [] : [{ protocol, port }];
  const asked = askedServicePorts(service, declared);
  if (asked.length === 0) {
    const known = service.ports.map((own) => `${own.protocol} ${String(own.port)}`).join(', ');
    return {
      problem: `${describeDeclaredEnd(to)} has no port ${String(port)} over ${protocol}; it has ${known || 'none'}`,
    };
  }
  const ports = asked.flatMap((own) => portsBehind(snapshot, service, own, destination.pods));
  const unique = new Map(ports.map((own) => [`${own.protocol} ${String(own.port)}`, own]));
  return [...unique.values()];
}

/** Resolves a declaration to what policies can name: pods by their labels, ports after translation. */
export function resolveDeclaration(
  snapshot: ClusterSnapshot,
  declared: DeclaredConnection,
): ResolvedDeclaration {
  const source = resolveEnd(snapshot, declared.from);
  const destination = resolveEnd(snapshot, declared.to);
  if (isProblem(source)) return { connections: [], warnings: [], problem: source.problem };
  if (isProblem(destination)) return { connections: [], warnings: [], problem: destination.problem };
  const ports = portsOf(snapshot, declared, destination);
  if ('problem' in ports) return { connections: [], warnings: [], problem: ports.problem };
  const asked = declared.port === undefined ? '' : ` port ${String(declared.port)}`;
  const because = `${describeDeclaredEnd(declared.from)} may call ${describeDeclaredEnd(declared.to)}${asked} (${describePorts(ports)})`;
  return {
    connections: source.ends.flatMap((from) =>
      destination.ends.map((to) => ({ source: from, destination: to, ports, because })),
    ),
    warnings: [...source.warnings, ...destination.warnings],
  };
}
