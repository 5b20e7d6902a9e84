import { isRecord } from '../../core/model/readField.ts';
import { redactValues } from '../../core/text/redactValues.ts';
import type { NeededFields } from './neededFields.ts';
import { conditions, metadata, podSpec, podStatus, template } from './podFields.ts';

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
