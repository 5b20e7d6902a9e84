import type {
  ClusterSnapshot,
  Container,
  Endpoint,
  EndpointSlice,
  Namespace,
  NamespacePartition,
  Node,
  Pod,
  Service,
  ServicePort,
} from '../model/clusterSnapshot.ts';
import { type Coverage, coverageOfEach, resourceNames } from '../model/coverage.ts';
import { emptyPartition } from '../model/emptySnapshot.ts';
import type { Gateway, GatewayClass, GatewayRoute } from '../model/gateway.ts';
import type { Ingress, IngressClass } from '../model/ingress.ts';
import type { Labels } from '../model/labels.ts';
import { type NetworkEvent, networkEventKey } from '../model/networkEvent.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import { noOtherPolicies, type OtherPolicies } from '../model/otherPolicies.ts';
import type { WorkloadOwner } from '../model/workloadOwner.ts';
import { isReady } from '../model/serviceEndpoints.ts';

/** Everything listed, cluster-wide. */
export const completeCoverage: Coverage = coverageOfEach(resourceNames, () => ({ state: 'complete' }));

/** A running, ready pod; `changes` overrides any field. The address is taken from its name's last number. */
export function pod(namespace: string, name: string, labels: Labels, changes: Partial<Pod> = {}): Pod {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels,
    nodeName: 'n1',
    phase: 'Running',
    podIPs: [`10.244.1.${String(addressOf(`${namespace}/${name}`))}`],
    hostNetwork: false,
    dnsPolicy: 'ClusterFirst',
    hostAliases: [],
    conditions: [{ type: 'Ready', status: 'True' }],
    containers: [container('app', 8080)],
    ...changes,
  };
}

/** A stable last octet for a name, so that tests need not number their pods. */
function addressOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 251;
  return sum + 2;
}

export function container(name: string, containerPort?: number, portName?: string): Container {
  const port =
    containerPort === undefined
      ? []
      : [{ containerPort, protocol: 'TCP' as const, ...(portName === undefined ? {} : { name: portName }) }];
  return {
    name,
    image: 'example/app',
    ports: port,
    ready: true,
    restartCount: 0,
    state: { kind: 'running' },
  };
}

/** A ClusterIP Service on port 80 → 8080; `changes` overrides any field. */
export function service(
  namespace: string,
  name: string,
  selector: Labels | undefined,
  changes: Partial<Service> = {},
): Service {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    labels: {},
    type: 'ClusterIP',
    clusterIPs: [`10.96.0.${String(addressOf(`${namespace}/${name}`))}`],
    headless: false,
    ipFamilies: ['IPv4'],
    ports: [servicePort(80, 8080)],
    ...(selector === undefined ? {} : { selector }),
    externalIPs: [],
    loadBalancerIngress: [],
    loadBalancerSourceRanges: [],
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    publishNotReadyAddresses: false,
    ...changes,
  };
}

export function servicePort(port: number, targetPort: number | string, name?: string): ServicePort {
  return { port, targetPort, protocol: 'TCP', ...(name === undefined ? {} : { name }) };
}

/** The slice that the EndpointSlice controller would make for a Service and these pods (one per port number behind it). */
export function slicesFor(owner: Service, pods: readonly Pod[]): readonly EndpointSlice[] {
  const targetOf = (target: Pod, port: ServicePort): number | undefined =>
    typeof port.targetPort === 'number'
      ? port.targetPort
      : target.containers.flatMap(({ ports }) => ports).find(({ name }) => name === port.targetPort)
          ?.containerPort;
  const groups = new Map<string, Pod[]>();
  for (const target of pods) {
    const key = owner.ports.map((port) => String(targetOf(target, port))).join();
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups.values()].map((group, index): EndpointSlice => {
    const [first] = group;
    return {
      namespace: owner.namespace,
      name: `${owner.name}-${index}`,
      uid: `uid-slice-${owner.namespace}-${owner.name}-${index}`,
      labels: { 'kubernetes.io/service-name': owner.name },
      serviceName: owner.name,
      managedBy: 'endpointslice-controller.k8s.io',
      addressType: 'IPv4',
      ports: owner.ports.flatMap((port) => {
        const target = first === undefined ? undefined : targetOf(first, port);
        return target === undefined ? [] : [{ name: port.name ?? '', port: target, protocol: port.protocol }];
      }),
      endpoints: group.map(endpointFor),
    };
  });
}

/** The endpoint of a pod, ready as the pod is. */
export function endpointFor(target: Pod): Endpoint {
  const ready = isReady(target) && target.deletionTimestamp === undefined;
  return {
    addresses: target.podIPs,
    ready,
    serving: isReady(target),
    terminating: target.deletionTimestamp !== undefined,
    targetPod: { namespace: target.namespace, name: target.name },
    ...(target.nodeName === undefined ? {} : { nodeName: target.nodeName }),
    hintedZones: [],
  };
}

/** A namespace with its own name as the label that the API server gives (KEP-2161), and more labels. */
export function namespace(name: string, labels: Labels = {}): Namespace {
  return { name, labels: { 'kubernetes.io/metadata.name': name, ...labels }, phase: 'Active' };
}

/** A node that is ready; `changes` overrides any field. */
export function node(name: string, labels: Labels = {}, changes: Partial<Node> = {}): Node {
  return {
    name,
    uid: `uid-${name}`,
    labels: { 'kubernetes.io/hostname': name, ...labels },
    addresses: [],
    podCIDRs: [],
    conditions: [{ type: 'Ready', status: 'True' }],
    unschedulable: false,
    ...changes,
  };
}

export interface SnapshotParts {
  readonly pods?: readonly Pod[];
  readonly services?: readonly Service[];
  readonly endpointSlices?: readonly EndpointSlice[];
  readonly networkPolicies?: readonly NetworkPolicy[];
  readonly otherPolicies?: Partial<OtherPolicies>;
  readonly ingresses?: readonly Ingress[];
  readonly ingressClasses?: readonly IngressClass[];
  readonly gatewayClasses?: readonly GatewayClass[];
  readonly gateways?: readonly Gateway[];
  readonly gatewayRoutes?: readonly GatewayRoute[];
  readonly workloadOwners?: readonly WorkloadOwner[];
  readonly networkEvents?: readonly NetworkEvent[];
  readonly nodes?: readonly Node[];
  readonly namespaces?: readonly Namespace[];
  readonly coverage?: Partial<Coverage>;
}

function byName<Value extends { readonly name: string; readonly namespace: string }>(
  values: readonly Value[] | undefined,
  namespace: string,
): ReadonlyMap<string, Value> {
  return new Map(
    (values ?? []).filter((value) => value.namespace === namespace).map((value) => [value.name, value]),
  );
}

function byKind<Value extends { readonly kind: string; readonly name: string; readonly namespace: string }>(
  values: readonly Value[] | undefined,
  namespace: string,
): ReadonlyMap<string, Value> {
  return new Map(
    (values ?? [])
      .filter((value) => value.namespace === namespace)
      .map((value) => [`${value.kind}/${value.name}`, value]),
  );
}

/** A snapshot of these objects; their namespaces exist, with the labels that are given or their name alone. */
export function snapshotOf(parts: SnapshotParts): ClusterSnapshot {
  const objects = [
    ...(parts.pods ?? []),
    ...(parts.services ?? []),
    ...(parts.endpointSlices ?? []),
    ...(parts.networkPolicies ?? []),
    ...(parts.ingresses ?? []),
    ...(parts.gateways ?? []),
    ...(parts.gatewayRoutes ?? []),
    ...(parts.workloadOwners ?? []),
  ];
  const namespaces = new Map<string, NamespacePartition>();
  const given = new Map((parts.namespaces ?? []).map((own) => [own.name, own]));
  for (const name of new Set([...objects.map((own) => own.namespace), ...given.keys()])) {
    namespaces.set(name, {
      ...emptyPartition(name),
      namespace: given.get(name) ?? namespace(name),
      pods: byName(parts.pods, name),
      services: byName(parts.services, name),
      endpointSlices: byName(parts.endpointSlices, name),
      networkPolicies: byName(parts.networkPolicies, name),
      ingresses: byName(parts.ingresses, name),
      gateways: byName(parts.gateways, name),
      gatewayRoutes: byKind(parts.gatewayRoutes, name),
      workloadOwners: byKind(parts.workloadOwners, name),
    });
  }
  return {
    asOf: '2026-01-01T00:00:00.000Z',
    context: 'test',
    coverage: { ...completeCoverage, ...parts.coverage },
    nodes: new Map((parts.nodes ?? []).map((node) => [node.name, node])),
    namespaces,
    otherPolicies: { ...noOtherPolicies, ...parts.otherPolicies },
    ingressClasses: new Map((parts.ingressClasses ?? []).map((each) => [each.name, each])),
    gatewayClasses: new Map((parts.gatewayClasses ?? []).map((each) => [each.name, each])),
    networkEvents: new Map(
      [...Map.groupBy(parts.networkEvents ?? [], ({ namespace }) => namespace)].map(([name, events]) => [
        name,
        new Map(events.map((event) => [networkEventKey(event), event])),
      ]),
    ),
  };
}
