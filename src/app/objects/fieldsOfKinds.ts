import { isRecord } from '../../core/model/readField.ts';
import { redactPath, redactSecrets } from '../../core/text/redactSecrets.ts';
import { redactValues } from '../../core/text/redactValues.ts';
import { isListenSetting } from './listenSetting.ts';
import type { NeededFields } from './neededFields.ts';

/** Beginnings of annotations that steer a network: Services, load balancers, CNIs, Ingress controllers, meshes. */
const networkAnnotations = [
  ...[
    'kubectl.kubernetes.io/default-container',
    'kubectl.kubernetes.io/restartedAt',
    'deployment.kubernetes.io/revision',
  ],
  ...[
    'endpoints.kubernetes.io/',
    'service.kubernetes.io/',
    'service.beta.kubernetes.io/',
    'service.alpha.kubernetes.io/',
  ],
  ...[
    'kubernetes.io/ingress.',
    'ingress.kubernetes.io/',
    'nginx.ingress.kubernetes.io/',
    'alb.ingress.kubernetes.io/',
  ],
  ...[
    'traefik.ingress.kubernetes.io/',
    'haproxy',
    'cloud.google.com/',
    'networking.gke.io/',
    'external-dns.alpha.kubernetes.io/',
  ],
  ...[
    'cni.projectcalico.org/',
    'projectcalico.org/',
    'k8s.v1.cni.cncf.io/',
    'v1.multus-cni.io/',
    'k8s.ovn.org/',
  ],
  ...[
    'cilium.io/',
    'io.cilium',
    'policy.cilium.io/',
    'network.cilium.io/',
    'service.cilium.io/',
    'node.antrea.io/',
  ],
  ...[
    'kube-vip.io/',
    'metallb.io/',
    'metallb.universe.tf/',
    'sidecar.istio.io/',
    'traffic.sidecar.istio.io/',
    'linkerd.io/',
  ],
  ...['config.linkerd.io/', 'flannel.alpha.coreos.com/', 'kube-router.io/', 'node.alpha.kubernetes.io/ttl'],
];

function annotations(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const kept = Object.entries(value).filter(([key]) =>
    networkAnnotations.some((start) => key.startsWith(start)),
  );
  return kept.length === 0 ? undefined : redactValues(Object.fromEntries(kept));
}

const metadata: NeededFields = {
  name: true,
  generateName: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: true,
  labels: true,
  annotations,
  ownerReferences: true,
  finalizers: true,
};

const conditions: NeededFields = {
  type: true,
  status: true,
  reason: true,
  message: true,
  lastTransitionTime: true,
  observedGeneration: true,
};

/** Arguments have places by which a repair names them; of most nothing is told but that they are there. */
function settings(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown) => (isListenSetting(item) ? item : '(not shown)'))
    : undefined;
}

function program(value: unknown): unknown {
  const [first, ...rest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return typeof first === 'string' ? [redactSecrets(first), ...rest.map(() => '(not shown)')] : undefined;
}

const reference: NeededFields = { name: true, key: true, optional: true };

const variables: NeededFields = {
  name: true,
  value: (value) => (isListenSetting(value) ? value : undefined),
  valueFrom: {
    configMapKeyRef: reference,
    secretKeyRef: reference,
    fieldRef: { fieldPath: true },
    resourceFieldRef: { resource: true, containerName: true },
  },
};

const probe: NeededFields = {
  httpGet: {
    path: (path) => (typeof path === 'string' ? redactPath(path) : undefined),
    port: true,
    host: true,
    scheme: true,
    httpHeaders: { name: true },
  },
  tcpSocket: true,
  grpc: true,
  exec: { command: program },
  initialDelaySeconds: true,
  periodSeconds: true,
  timeoutSeconds: true,
  successThreshold: true,
  failureThreshold: true,
  terminationGracePeriodSeconds: true,
};

const container: NeededFields = {
  name: true,
  image: true,
  command: settings,
  args: settings,
  ports: true,
  env: variables,
  resources: { requests: true, limits: true },
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
  restartPolicy: true,
  securityContext: { privileged: true, runAsUser: true, runAsNonRoot: true, capabilities: true },
};

const podSpec: NeededFields = {
  nodeName: true,
  hostname: true,
  subdomain: true,
  setHostnameAsFQDN: true,
  hostNetwork: true,
  hostAliases: true,
  dnsPolicy: true,
  dnsConfig: true,
  containers: container,
  initContainers: container,
  ephemeralContainers: { name: true, image: true, targetContainerName: true },
  readinessGates: true,
  schedulingGates: true,
  schedulerName: true,
  nodeSelector: true,
  affinity: true,
  topologySpreadConstraints: true,
  tolerations: true,
  priorityClassName: true,
  runtimeClassName: true,
  restartPolicy: true,
  terminationGracePeriodSeconds: true,
  serviceAccountName: true,
  enableServiceLinks: true,
  os: true,
};

const ended: NeededFields = {
  exitCode: true,
  signal: true,
  reason: true,
  message: true,
  startedAt: true,
  finishedAt: true,
};
const state: NeededFields = {
  running: { startedAt: true },
  waiting: { reason: true, message: true },
  terminated: ended,
};
const containerStatus: NeededFields = {
  name: true,
  ready: true,
  started: true,
  restartCount: true,
  image: true,
  state,
  lastState: state,
};

const podStatus: NeededFields = {
  phase: true,
  reason: true,
  message: true,
  conditions,
  hostIP: true,
  hostIPs: true,
  podIP: true,
  podIPs: true,
  startTime: true,
  nominatedNodeName: true,
  containerStatuses: containerStatus,
  initContainerStatuses: containerStatus,
  ephemeralContainerStatuses: containerStatus,
};

const template: NeededFields = { metadata: { labels: true, annotations }, spec: podSpec };

const jobSpec: NeededFields = {
  completions: true,
  parallelism: true,
  backoffLimit: true,
  suspend: true,
  selector: true,
  template,
};

const workloadSpec: NeededFields = {
  replicas: true,
  selector: true,
  minReadySeconds: true,
  paused: true,
  serviceName: true,
  podManagementPolicy: true,
  strategy: true,
  updateStrategy: true,
  schedule: true,
  ...jobSpec,
  jobTemplate: { spec: jobSpec },
};

const counts = Object.fromEntries(
  [
    ...[
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
    ],
    ...[
      'currentReplicas',
      'currentRevision',
      'updateRevision',
      'fullyLabeledReplicas',
      'currentNumberScheduled',
    ],
    ...[
      'desiredNumberScheduled',
      'numberAvailable',
      'numberMisscheduled',
      'numberReady',
      'numberUnavailable',
    ],
    ...[
      'updatedNumberScheduled',
      'active',
      'ready',
      'succeeded',
      'failed',
      'startTime',
      'completionTime',
      'lastScheduleTime',
    ],
  ].map((field) => [field, true as const]),
);

const workload: NeededFields = { spec: workloadSpec, status: { ...counts, conditions } };

/** Values of headers that a route sets are credentials more often than not; which header it is says enough. */
function withoutHeaders(value: unknown, inHeaders = false): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutHeaders(item, inHeaders));
  if (typeof value === 'string' && inHeaders) return `${value.split(/[:\s]/)[0] ?? ''}: (not shown)`;
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      if (inHeaders && key === 'value') return [key, '(not shown)'];
      if (inHeaders && key === 'name') return [key, inner];
      const isHeaders = /^(?:headers|headerMatches|requestHeaderModifier|responseHeaderModifier)$/.test(key);
      // The names of headers that are taken away.
      return [key, key === 'remove' ? inner : withoutHeaders(inner, inHeaders || isHeaders)];
    }),
  );
}

/** What the API defines for the network alone. */
const network: NeededFields = {
  spec: (value) => redactValues(withoutHeaders(value)),
  specs: (value) => redactValues(withoutHeaders(value)),
  status: (value) => redactValues(withoutHeaders(value)),
};

/** Of the settings of DNS, proxies and CNIs; others are none of the network's. */
const networkSettings =
  /^(?:Corefile|NodeHosts|.+\.(?:server|override)|config\.conf|net-conf\.json|cni-conf\.json|stubDomains|upstreamNameservers|kubernetesapi|enable-.+|policy-.+|.*(?:cidr|routing|tunnel|ipam|proxy|mtu).*)$/;

function settingsData(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  return redactValues(
    Object.fromEntries(
      Object.entries(value).map(([key, text]) => [key, networkSettings.test(key) ? text : '(not shown)']),
    ),
  );
}

const event: NeededFields = {
  regarding: true,
  involvedObject: true,
  reason: true,
  message: true,
  note: true,
  type: true,
  action: true,
  count: true,
  deprecatedCount: true,
  eventTime: true,
  firstTimestamp: true,
  lastTimestamp: true,
  deprecatedFirstTimestamp: true,
  deprecatedLastTimestamp: true,
  series: true,
  source: true,
  reportingComponent: true,
  reportingController: true,
};

const node: NeededFields = {
  spec: { podCIDR: true, podCIDRs: true, providerID: true, unschedulable: true, taints: true },
  status: {
    addresses: true,
    conditions,
    nodeInfo: {
      kernelVersion: true,
      osImage: true,
      operatingSystem: true,
      architecture: true,
      containerRuntimeVersion: true,
      kubeletVersion: true,
      kubeProxyVersion: true,
    },
  },
};

const kinds: Readonly<Record<string, NeededFields>> = {
  Pod: { spec: podSpec, status: podStatus },
  EndpointSlice: { addressType: true, endpoints: true, ports: true },
  Node: node,
  Namespace: { spec: { finalizers: true }, status: { phase: true, conditions } },
  ConfigMap: { data: settingsData },
  Event: event,
  ...Object.fromEntries(
    ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'Job', 'CronJob'].map(
      (kind) => [kind, workload],
    ),
  ),
};

/** Kinds that hold credentials, and are not opened: nothing of them is kept but their name. */
const secretKinds: ReadonlySet<string> = new Set([
  'Secret',
  'ServiceAccount',
  'TokenRequest',
  'CertificateSigningRequest',
]);

/** The fields of a kind that are kept. Of a kind with no table of its own everything is for the network: policies, routes. */
export function fieldsOfKind(kind: string): NeededFields {
  const own = secretKinds.has(kind) ? {} : Object.hasOwn(kinds, kind) ? kinds[kind] : network;
  return { apiVersion: true, kind: true, metadata, ...(own as Readonly<Record<string, NeededFields>>) };
}
