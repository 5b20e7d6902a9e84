import type {
  Condition,
  Container,
  ContainerPort,
  ContainerState,
  Endpoint,
  EndpointPort,
  EndpointSlice,
  HostAlias,
  LoadBalancerIngress,
  Namespace,
  Node,
  Pod,
  Service,
  ServicePort,
  TransportProtocol,
} from '../clusterSnapshot.ts';
import type { Coverage, ResourceCoverage } from '../coverage.ts';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../networkPolicy.ts';
import type { SnapshotDocument } from '../snapshotDocument.ts';
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
const labels = dictionary(text(), 'Labels of the object.');
const namespaceName = text('Namespace of the object.');
const name = text('Name of the object.');
const uid = text('metadata.uid.');

const namespace = object<Namespace>({ name, labels, phase: text('Active or Terminating.') });

const condition = object<Condition>({
  type: text(),
  status: oneOf(['True', 'False', 'Unknown']),
  reason: optional(text()),
  message: optional(text()),
});

const node = object<Node>({
  name,
  uid,
  labels,
  addresses: list(object({ type: text('InternalIP, ExternalIP, Hostname, …'), address: text() })),
  podCIDRs: list(text()),
  conditions: list(condition),
  unschedulable: flag(),
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
  owner: optional(object({ kind: text(), name: text(), uid: text() }, 'The controlling owner.')),
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
  loadBalancerIngress: list(
    object<LoadBalancerIngress>({
      ip: optional(text()),
      hostname: optional(text()),
      ipMode: optional(text()),
    }),
  ),
  loadBalancerSourceRanges: list(text()),
  internalTrafficPolicy: oneOf(['Cluster', 'Local']),
  externalTrafficPolicy: optional(oneOf(['Cluster', 'Local'])),
  sessionAffinity: oneOf(['None', 'ClientIP']),
  publishNotReadyAddresses: flag(),
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
});

const labelSelector = object<LabelSelector>({
  matchLabels: dictionary(text()),
  matchExpressions: list(
    object<LabelSelectorRequirement>({
      key: text(),
      operator: oneOf(['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: list(text()),
    }),
  ),
});

const policyRule = object<NetworkPolicyRule>({
  peers: list(
    object<NetworkPolicyPeer>({
      podSelector: optional(labelSelector),
      namespaceSelector: optional(labelSelector),
      ipBlock: optional(object({ cidr: text(), except: list(text()) })),
    }),
    'Empty matches every peer.',
  ),
  ports: list(
    object<NetworkPolicyPort>({
      protocol: transportProtocol,
      port: optional(either(port, text())),
      endPort: optional(port),
    }),
    'Empty matches every port.',
  ),
});

const networkPolicy = object<NetworkPolicy>({
  namespace: namespaceName,
  name,
  uid,
  podSelector: labelSelector,
  policyTypes: list(oneOf(['Ingress', 'Egress']), 'As written.'),
  ingress: list(policyRule),
  egress: optional(list(policyRule)),
});

const resourceCoverage = object<ResourceCoverage>({
  state: oneOf(
    ['loading', 'complete', 'forbidden', 'failed', 'stale'],
    'Only with `complete` the absence of an object means something.',
  ),
  reason: optional(text()),
  since: optional(timestamp('When this state began.')),
  namespaces: optional(list(text(), 'The namespaces that were listed; absent when all were.')),
});

export const coverageShape = object<Coverage>(
  {
    namespaces: resourceCoverage,
    nodes: resourceCoverage,
    pods: resourceCoverage,
    services: resourceCoverage,
    endpointslices: resourceCoverage,
    networkpolicies: resourceCoverage,
  },
  'How much of each resource the snapshot knows.',
);

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
  },
  'What the API of a cluster says about its network at one moment, as far as a network needs it.',
);
