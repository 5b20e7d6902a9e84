import type {
  Container,
  ContainerPort,
  ContainerState,
  Endpoint,
  EndpointPort,
  EndpointSlice,
  HostAlias,
  Namespace,
  Node,
  Pod,
  Service,
  ServicePort,
  Taint,
} from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { ContainerStartup, PodStartup, ReadinessProbe, Toleration } from '../model/podStartup.ts';
import type { SnapshotDocument } from './snapshotDocument.ts';
import {
  condition,
  labels,
  lastChange,
  loadBalancerIngress,
  name,
  namespaceName,
  ownerReference,
  uid,
} from './commonShapes.ts';
import { coverageShape } from './coverageShape.ts';
import { networkEvent, workloadOwner } from './helperShapes.ts';
import { networkPolicy, otherPolicies } from './policyShapes.ts';
import { gateway, gatewayClass, gatewayRoute, ingress, ingressClass } from './routingShapes.ts';
import {
  dictionary,
  either,
  flag,
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  timestamp,
} from './shape.ts';

const port = integer(0, 65535);
const transportProtocol = oneOf<TransportProtocol>(['TCP', 'UDP', 'SCTP']);

const namespace = object<Namespace>({ name, labels, phase: text('Active or Terminating.') });

const node = object<Node>({
  name,
  uid,
  labels,
  addresses: list(object({ type: text('InternalIP, ExternalIP, Hostname, …'), address: text() })),
  podCIDRs: list(text()),
  conditions: list(condition),
  unschedulable: flag(),
  taints: optional(list(object<Taint>({ key: text(), value: optional(text()), effect: text() }))),
});

const containerState = object<ContainerState>({
  kind: oneOf(['running', 'waiting', 'terminated', 'unknown']),
  reason: optional(text()),
  message: optional(text()),
  exitCode: optional(integer(-2147483648, 2147483647)),
});

const containerPort = object<ContainerPort>({
  name: optional(text()),
  containerPort: port,
  protocol: transportProtocol,
  hostPort: optional(port),
});

const container = object<Container>({
  name: text(),
  image: text(),
  ports: list(containerPort),
  ready: flag(),
  restartCount: integer(0, 2147483647),
  state: containerState,
  lastState: optional(containerState),
  sidecar: optional(oneOf([true], 'An init container with restartPolicy Always.')),
});

const pod = object<Pod>({
  namespace: namespaceName,
  name,
  uid,
  labels,
  defaultContainer: optional(text('Annotation kubectl.kubernetes.io/default-container.')),
  owner: optional(ownerReference),
  nodeName: optional(text()),
  hostname: optional(text()),
  subdomain: optional(text()),
  phase: text('Pending, Running, Succeeded, Failed or Unknown.'),
  reason: optional(text('Why the pod is in its phase.')),
  podIPs: list(text()),
  hostNetwork: flag(),
  dnsPolicy: text(),
  dnsConfig: optional(
    object({
      nameservers: list(text()),
      searches: list(text()),
      options: list(text(), 'Written as in resolv.conf.'),
    }),
  ),
  hostAliases: list(object<HostAlias>({ ip: text(), hostnames: list(text()) })),
  conditions: list(condition),
  containers: list(container, 'Containers that run side by side.'),
  startup: optional(
    object<PodStartup>(
      {
        since: optional(timestamp('Since when the kubelet of its node has it.')),
        readinessGates: list(text()),
        schedulingGates: list(text()),
        schedulerName: optional(text()),
        nodeSelector: dictionary(text()),
        tolerations: list(
          object<Toleration>({
            key: optional(text()),
            operator: text('Equal or Exists.'),
            value: optional(text()),
            effect: optional(text()),
            tolerationSeconds: optional(integer(-2147483648, 2147483647)),
          }),
        ),
        containers: list(
          object<ContainerStartup>({
            name: text(),
            requests: dictionary(text()),
            readinessProbe: optional(
              object<ReadinessProbe>({
                kind: oneOf(['http', 'tcp', 'grpc', 'exec']),
                port: optional(either(port, text(), 'A number, or the name of a container port.')),
                path: optional(text()),
                program: optional(text()),
              }),
            ),
            runningSince: optional(timestamp('Since when it runs.')),
          }),
        ),
        initContainers: list(container, 'Those that have not ended well yet.'),
      },
      'What the pod waits for; absent when it is ready or has ended.',
    ),
  ),
  deletionTimestamp: optional(timestamp('When its deletion was asked for.')),
});

const service = object<Service>({
  namespace: namespaceName,
  name,
  uid,
  labels,
  type: oneOf(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']),
  clusterIPs: list(text(), 'Empty for headless Services and ExternalName.'),
  headless: flag('clusterIP is "None".'),
  ipFamilies: list(oneOf(['IPv4', 'IPv6'])),
  ports: list(
    object<ServicePort>({
      name: optional(text()),
      protocol: transportProtocol,
      port,
      targetPort: either(port, text(), 'A number, or the name of a container port.'),
      nodePort: optional(port),
      appProtocol: optional(text()),
    }),
  ),
  selector: optional(dictionary(text(), 'Absent when somebody else makes the slices.')),
  externalName: optional(text()),
  externalIPs: list(text()),
  loadBalancerIngress: list(loadBalancerIngress),
  loadBalancerSourceRanges: list(text()),
  internalTrafficPolicy: oneOf(['Cluster', 'Local']),
  externalTrafficPolicy: optional(oneOf(['Cluster', 'Local'])),
  sessionAffinity: oneOf(['None', 'ClientIP']),
  publishNotReadyAddresses: flag(),
  lastChange,
});

const endpoint = object<Endpoint>({
  addresses: list(text()),
  ready: flag(),
  serving: flag(),
  terminating: flag(),
  targetPod: optional(object({ namespace: text(), name: text() })),
  hostname: optional(text()),
  nodeName: optional(text()),
  zone: optional(text()),
  hintedZones: list(text()),
});

const endpointSlice = object<EndpointSlice>({
  namespace: namespaceName,
  name,
  uid,
  labels,
  serviceName: optional(text('Label kubernetes.io/service-name.')),
  managedBy: optional(text('Label endpointslice.kubernetes.io/managed-by.')),
  addressType: oneOf(['IPv4', 'IPv6', 'FQDN']),
  ports: list(
    object<EndpointPort>({
      name: text("The Service port's name; empty when it has none."),
      port: optional(port),
      protocol: transportProtocol,
    }),
  ),
  endpoints: list(endpoint),
  lastChange,
});

/** The document `podpath/snapshot/v1`. */
export const snapshotShape = object<SnapshotDocument>(
  {
    schema: oneOf(['podpath/snapshot/v1']),
    asOf: timestamp('When the cluster was like this.'),
    context: text('The kubeconfig context, or the name of the file it was made from.'),
    coverage: coverageShape,
    namespaces: list(namespace),
    nodes: list(node),
    pods: list(pod),
    services: list(service),
    endpointSlices: list(endpointSlice),
    networkPolicies: list(networkPolicy),
    otherPolicies: optional(otherPolicies),
    ingresses: optional(list(ingress)),
    ingressClasses: optional(list(ingressClass)),
    gatewayClasses: optional(list(gatewayClass)),
    gateways: optional(list(gateway)),
    gatewayRoutes: optional(list(gatewayRoute)),
    workloadOwners: optional(list(workloadOwner, 'Who made the ReplicaSets and Jobs that own pods.')),
    networkEvents: optional(list(networkEvent, 'What the cluster reported about what a network is made of.')),
  },
  'What the API of a cluster says about its network at one moment, as far as a network needs it.',
);
