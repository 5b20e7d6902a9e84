import type { ApiObject } from './podObject.ts';
import { selectorOf, type NamespacePlan, type ServicePlan } from './worldPlan.ts';

/** A fake node with its range of pod addresses; its capacity is the one of a middle-sized machine. */
export function nodeObject(name: string, index: number): ApiObject {
  const zone = `zone-${'abc'[index % 3] ?? 'a'}`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': zone,
        'topology.kubernetes.io/region': 'region-1',
        'node.kubernetes.io/instance-type': 'standard-16',
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'kwok.x-k8s.io/node': 'fake' },
    },
    spec: { podCIDR: `10.244.${index}.0/24`, podCIDRs: [`10.244.${index}.0/24`] },
    status: {
      capacity: { cpu: '16', memory: '64Gi', pods: '250' },
      allocatable: { cpu: '15800m', memory: '61Gi', pods: '250' },
      addresses: [
        { type: 'InternalIP', address: `10.90.${index >> 8}.${(index & 255) + 1}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: { kubeletVersion: 'v1.34.4', osImage: 'Debian GNU/Linux 13', kernelVersion: '6.12.0' },
    },
  };
}

/** A namespace as a platform team's tooling labels it. */
export function namespaceObject({ name, team }: NamespacePlan): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team, 'pod-security.kubernetes.io/enforce': 'baseline' } },
  };
}

/** A Service of the plan. */
export function serviceObject({ namespace, name, kind, selector, targetPort }: ServicePlan): ApiObject {
  const metadata = {
    namespace,
    name,
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': name, 'prometheus.io/probe': 'true' },
  };
  if (kind === 'ExternalName') {
    const spec = { type: kind, externalName: `${name}.example.com` };
    return { apiVersion: 'v1', kind: 'Service', metadata, spec };
  }
  const ports = [
    { name: 'http', port: 80, targetPort, protocol: 'TCP' },
    ...(selector === undefined
      ? []
      : [{ name: 'metrics', port: 9000, targetPort: 'metrics', protocol: 'TCP' }]),
  ];
  const spec = {
    type: kind === 'NodePort' ? 'NodePort' : 'ClusterIP',
    ports,
    ...(selector === undefined ? {} : { selector }),
    ...(kind === 'Headless' ? { clusterIP: 'None' } : {}),
  };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec };
}

/** The slice that somebody keeps by hand for a Service without a selector. */
export function handMadeSlice({ namespace, name, targetPort }: ServicePlan): ApiObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      name: `${name}-manual`,
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': 'platform.example.com',
      },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: targetPort, protocol: 'TCP' }],
    endpoints: [{ addresses: ['192.0.2.10'], conditions: { ready: true } }],
  };
}

/** The NetworkPolicies of an isolated namespace: everything denied, then what each workload may receive. */
export function policyObjects({ name: namespace, workloads, isolated }: NamespacePlan): ApiObject[] {
  const policy = (name: string, spec: ApiObject): ApiObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name },
    spec,
  });
  if (!isolated) return [];
  const fromInside = { podSelector: {} };
  const fromIngress = { namespaceSelector: { matchLabels: { team: 'platform' } } };
  return [
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress'] }),
    ...workloads
      .filter(({ kind }) => kind !== 'Job')
      .slice(0, 20)
      .map((workload) =>
        policy(`allow-${workload.name}`, {
          podSelector: { matchLabels: selectorOf(workload) },
          policyTypes: ['Ingress'],
          ingress: [{ from: [fromInside, fromIngress], ports: [{ port: 'http', protocol: 'TCP' }] }],
        }),
      ),
  ];
}

/** The Ingress of a namespace, with a path for each Service that it routes to. */
export function ingressObjects({ name: namespace, routed }: NamespacePlan): ApiObject[] {
  if (routed.length === 0) return [];
  const host = `${namespace}.example.com`;
  const paths = routed.map((service) => ({
    path: `/${service}`,
    pathType: 'Prefix',
    backend: { service: { name: service, port: { number: 80 } } },
  }));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        namespace,
        name: 'public',
        annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' },
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [host], secretName: 'public-tls' }],
        rules: [{ host, http: { paths } }],
      },
    },
  ];
}
