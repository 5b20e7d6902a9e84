import { selectorOf, type WorkloadPlan } from './worldPlan.ts';

/** Any object of the API, as it is sent. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** Whose pod it is: the object whose controller would have made it. */
export interface PodOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** A pod with this annotation is not made ready by the fake kubelet (see kwokStages.yaml). */
export const readyAnnotation = 'scale.podpath.test/ready';

const probe = (path: string, port: string): ApiObject => ({
  httpGet: { path, port, scheme: 'HTTP' },
  initialDelaySeconds: 10,
  periodSeconds: 10,
  timeoutSeconds: 3,
  successThreshold: 1,
  failureThreshold: 3,
});

function environment(workload: WorkloadPlan): ApiObject[] {
  const { name, namespace } = workload;
  const plain = {
    LOG_LEVEL: 'info',
    DATABASE_URL: `postgres://${name}@database.${namespace}.svc.cluster.local:5432/${name}`,
    CACHE_HOST: `cache.${namespace}.svc.cluster.local`,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.observability:4317',
    OTEL_RESOURCE_ATTRIBUTES: `service.name=${name},service.namespace=${namespace}`,
    FEATURE_FLAGS: 'checkout-v2,fast-search,new-pricing',
    JAVA_TOOL_OPTIONS: '-XX:MaxRAMPercentage=75.0 -XX:+UseG1GC -Dfile.encoding=UTF-8',
  };
  return [
    ...Object.entries(plain).map(([key, value]) => ({ name: key, value })),
    { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${name}-database`, key: 'password' } } },
  ];
}

function mainContainer(workload: WorkloadPlan): ApiObject {
  const { name, port } = workload;
  return {
    name: 'main',
    image: `registry.example.com/${workload.namespace}/${name}:${workload.labels['app.kubernetes.io/version'] ?? '1.0.0'}`,
    imagePullPolicy: 'IfNotPresent',
    args: ['--config=/etc/app/config.yaml', `--listen=:${port}`],
    ports: [
      { name: 'http', containerPort: port, protocol: 'TCP' },
      { name: 'metrics', containerPort: port + 1, protocol: 'TCP' },
    ],
    env: environment(workload),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    livenessProbe: probe('/healthz', 'http'),
    readinessProbe: probe('/readyz', 'http'),
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
    ],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

const sidecar: ApiObject = {
  name: 'mesh-proxy',
  image: 'registry.example.com/mesh/proxy:1.24.0',
  args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
  ports: [{ name: 'mesh-admin', containerPort: 15090, protocol: 'TCP' }],
  env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
  resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '2', memory: '1Gi' } },
  readinessProbe: probe('/ready', 'mesh-admin'),
};

/** The template of a workload's pods: two to three containers as charts write them. */
export function podTemplate(workload: WorkloadPlan): { metadata: ApiObject; spec: ApiObject } {
  const { name } = workload;
  return {
    metadata: {
      labels: { ...selectorOf(workload), ...workload.labels },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(workload.port + 1),
        'checksum/config': '9c1185a5c5e9fc54612808977ee8f548b2258d31c7f4d3b8e1f5a0c7d3e2b1a0',
      },
    },
    spec: {
      initContainers: [
        { name: 'migrate', image: `registry.example.com/tools/migrate:4.17`, args: ['up'], resources: {} },
      ],
      containers: [mainContainer(workload), ...(workload.sidecar ? [sidecar] : [])],
      volumes: [
        { name: 'config', configMap: { name: `${name}-config`, defaultMode: 420 } },
        { name: 'scratch', emptyDir: {} },
      ],
      ...(workload.kind === 'DaemonSet' ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
      restartPolicy: workload.kind === 'Job' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                labelSelector: { matchLabels: selectorOf(workload) },
                topologyKey: 'kubernetes.io/hostname',
              },
            },
          ],
        },
      },
    },
  };
}

/** One pod of a workload, bound to a node as the scheduler leaves it. */
export function podObject(
  workload: WorkloadPlan,
  owner: PodOwner,
  name: string,
  node: string,
  ready: boolean,
): ApiObject {
  const { metadata, spec } = podTemplate(workload);
  const { annotations, labels } = metadata as { annotations: object; labels: object };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: workload.namespace,
      name,
      labels: {
        ...labels,
        ...(owner.kind === 'ReplicaSet' ? { 'pod-template-hash': templateHash(workload) } : {}),
      },
      annotations: { ...annotations, ...(ready ? {} : { [readyAnnotation]: 'false' }) },
      ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
    },
    spec: { ...spec, nodeName: node },
  };
}

const hashCharacters = 'bcdfghjklmnpqrstvwxz2456789';

/** Letters as Kubernetes puts them behind names, made of a text. */
export function safeSuffix(text: string, length: number): string {
  let value = 0x811c9dc5;
  let suffix = '';
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  for (let index = 0; index < length; index++) {
    value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) + index;
    suffix += hashCharacters[(value >>> 0) % hashCharacters.length] ?? 'x';
  }
  return suffix;
}

/** The hash of a Deployment's template, which its ReplicaSet and pods carry. */
export function templateHash({ namespace, name }: WorkloadPlan): string {
  return safeSuffix(`${namespace}/${name}`, 10);
}

/** The name of a workload's pod number `index`, as its controller would call it. */
export function podName(workload: WorkloadPlan, index: number): string {
  const { kind, name } = workload;
  if (kind === 'StatefulSet') return `${name}-${index}`;
  const suffix = safeSuffix(`${workload.namespace}/${name}/${index}`, 5);
  return kind === 'Deployment' ? `${name}-${templateHash(workload)}-${suffix}` : `${name}-${suffix}`;
}
