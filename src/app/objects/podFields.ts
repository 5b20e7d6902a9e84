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

/** The annotations that steer a network, without credentials. */
export function annotations(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const kept = Object.entries(value).filter(([key]) =>
    networkAnnotations.some((start) => key.startsWith(start)),
  );
  return kept.length === 0 ? undefined : redactValues(Object.fromEntries(kept));
}

/** meta/v1 ObjectMeta. */
export const metadata: NeededFields = {
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

/** Conditions of any object. */
export const conditions: NeededFields = {
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

/** v1 PodSpec: no volumes, and of containers no arguments and no values. */
export const podSpec: NeededFields = {
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

/** v1 PodStatus. */
export const podStatus: NeededFields = {
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

/** A pod template. */
export const template: NeededFields = { metadata: { labels: true, annotations }, spec: podSpec };
