import type { Condition } from './condition.ts';
import type { Timestamp } from './timestamp.ts';
import type { TransportProtocol } from './transportProtocol.ts';
import type { Coverage } from './coverage.ts';
import type { Gateway, GatewayClass, GatewayRoute } from './gateway.ts';
import type { Ingress, IngressClass } from './ingress.ts';
import type { Labels } from './labels.ts';
import type { LastChange } from './lastChange.ts';
import type { NetworkEvent } from './networkEvent.ts';
import type { NetworkPolicy } from './networkPolicy.ts';
import type { PodStartup } from './podStartup.ts';
import type { OtherPolicies } from './otherPolicies.ts';
import type { WorkloadOwner } from './workloadOwner.ts';

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  /** `Active` or `Terminating`. */
  readonly phase: string;
}

export interface NodeAddress {
  /** `InternalIP`, `ExternalIP`, `Hostname`, … */
  readonly type: string;
  readonly address: string;
}

export interface Node {
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly addresses: readonly NodeAddress[];
  readonly podCIDRs: readonly string[];
  readonly conditions: readonly Condition[];
  readonly unschedulable: boolean;
  /** What keeps pods away that do not tolerate it; absent when nothing does. */
  readonly taints?: readonly Taint[];
}

/** A mark on a node by which it keeps pods away (v1 Taint). */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  /** `NoSchedule`, `PreferNoSchedule`, `NoExecute`. */
  readonly effect: string;
}

export interface OwnerReference {
  /** As the API spells it: `ReplicaSet`, `StatefulSet`, … */
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol: TransportProtocol;
  readonly hostPort?: number;
}

export interface ContainerState {
  readonly kind: 'running' | 'waiting' | 'terminated' | 'unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly ContainerPort[];
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState?: ContainerState;
  /** An init container with restartPolicy Always (KEP-753), which runs beside the others. */
  readonly sidecar?: true;
}

export interface DnsConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  /** `ndots:5`, `edns0`: written as in resolv.conf. */
  readonly options: readonly string[];
}

export interface HostAlias {
  readonly ip: string;
  readonly hostnames: readonly string[];
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** The annotation kubectl.kubernetes.io/default-container. */
  readonly defaultContainer?: string;
  /** The controlling owner only. */
  readonly owner?: OwnerReference;
  readonly nodeName?: string;
  readonly hostname?: string;
  readonly subdomain?: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** Why the pod is in its phase, e.g. `Evicted`. */
  readonly reason?: string;
  readonly podIPs: readonly string[];
  readonly hostNetwork: boolean;
  /** `ClusterFirst`, `ClusterFirstWithHostNet`, `Default`, `None`. */
  readonly dnsPolicy: string;
  readonly dnsConfig?: DnsConfig;
  readonly hostAliases: readonly HostAlias[];
  readonly conditions: readonly Condition[];
  /** Containers that run side by side: the ordinary ones, then restartable init containers. */
  readonly containers: readonly Container[];
  /** Absent for a pod that is ready or has ended. */
  readonly startup?: PodStartup;
  readonly deletionTimestamp?: Timestamp;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: TransportProtocol;
  readonly port: number;
  /** A number, or the name of a container port that each selected pod resolves for itself. */
  readonly targetPort: number | string;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** Allocated cluster addresses; empty for headless Services and ExternalName. */
  readonly clusterIPs: readonly string[];
  /** clusterIP is "None". */
  readonly headless: boolean;
  readonly ipFamilies: readonly ('IPv4' | 'IPv6')[];
  readonly ports: readonly ServicePort[];
  /** Absent when the Service has no selector: somebody else makes its slices. */
  readonly selector?: Labels;
  readonly externalName?: string;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIngress: readonly LoadBalancerIngress[];
  readonly loadBalancerSourceRanges: readonly string[];
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly sessionAffinity: 'None' | 'ClientIP';
  readonly publishNotReadyAddresses: boolean;
  readonly lastChange?: LastChange;
}

export interface EndpointPort {
  /** The Service port's name; '' when it has none. */
  readonly name: string;
  /** `undefined` when the slice says null: no port restriction is expressed, and no proxy can use it. */
  readonly port?: number;
  readonly protocol: TransportProtocol;
}

/**
 * One endpoint of a slice. Absent conditions keep the meaning that the API gives them:
 * ready unknown counts as ready, serving follows ready, terminating unknown counts as not terminating
 * (discovery.k8s.io/v1 EndpointConditions).
 */
export interface Endpoint {
  readonly addresses: readonly string[];
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly targetPod?: { readonly namespace: string; readonly name: string };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hintedZones: readonly string[];
}

export interface EndpointSlice {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** Label kubernetes.io/service-name. */
  readonly serviceName?: string;
  /** Label endpointslice.kubernetes.io/managed-by; `endpointslice-controller.k8s.io` for the built-in controller. */
  readonly managedBy?: string;
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
  readonly lastChange?: LastChange;
}

/** Everything of one namespace. An unchanged partition keeps its identity from snapshot to snapshot. */
export interface NamespacePartition {
  readonly name: string;
  /** Absent when Namespace objects are not readable but something inside is. */
  readonly namespace?: Namespace;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly services: ReadonlyMap<string, Service>;
  readonly endpointSlices: ReadonlyMap<string, EndpointSlice>;
  readonly networkPolicies: ReadonlyMap<string, NetworkPolicy>;
  readonly ingresses: ReadonlyMap<string, Ingress>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  /** By `KIND/NAME`: routes of different kinds may have one name. */
  readonly gatewayRoutes: ReadonlyMap<string, GatewayRoute>;
  /**
   * By `KIND/NAME`: ReplicaSets and Jobs whose owner their pods do not tell. Empty where they may not be read; see
   * {@link workloadOf}.
   */
  readonly workloadOwners: ReadonlyMap<string, WorkloadOwner>;
}

/**
 * What the API says about the network of a cluster at one moment. Immutable: a change makes a new snapshot that
 * shares every untouched partition with the old one.
 */
export interface ClusterSnapshot {
  readonly asOf: Timestamp;
  /** Name of the kubeconfig context it came from; a file's name when it came from a file. */
  readonly context: string;
  readonly coverage: Coverage;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly namespaces: ReadonlyMap<string, NamespacePartition>;
  /** Policies of other APIs, which can override a NetworkPolicy. */
  readonly otherPolicies: OtherPolicies;
  readonly ingressClasses: ReadonlyMap<string, IngressClass>;
  readonly gatewayClasses: ReadonlyMap<string, GatewayClass>;
  /**
   * By namespace, then by {@link networkEventKey}. Beside the partitions, not in them: events come all the time, and change
   * nothing that is derived from a partition.
   */
  readonly networkEvents: ReadonlyMap<string, ReadonlyMap<string, NetworkEvent>>;
}
