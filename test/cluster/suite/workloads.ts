import { images } from '../images.ts';
import type { PlainClient } from './scene.ts';

/** An API object as it is handed to kubectl. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly [field: string]: unknown;
}

/** A part of an object, with the fields that the API has. */
export type Fields = Readonly<Record<string, unknown>>;

export type Labels = Readonly<Record<string, string>>;

/** A container of a pod template. */
export type ContainerManifest = Fields;

/** Small requests, so that many pods fit on a node; no grace, because nothing here has work to finish. */
const resources = { requests: { cpu: '2m', memory: '8Mi' } };
const podDefaults = { terminationGracePeriodSeconds: 0, automountServiceAccountToken: false };

/** What a web server is made of. */
export interface WebServer {
  readonly name?: string;
  readonly port: number;
  readonly image?: string;
  /** Declares the port in the container, by this name when it is a text. */
  readonly declared?: boolean | string;
}

/** A web server that answers GET /hostname with the name of its pod. */
export function webServer({
  name = 'server',
  port,
  image = images.agnhost,
  declared,
}: WebServer): ContainerManifest {
  const portName = typeof declared === 'string' ? { name: declared } : {};
  return {
    name,
    image,
    command: ['/agnhost'],
    args: ['netexec', `--http-port=${String(port)}`, '--udp-port=-1'],
    ...(declared === undefined || declared === false
      ? {}
      : { ports: [{ ...portName, containerPort: port }] }),
    readinessProbe: { httpGet: { path: '/hostname', port }, periodSeconds: 1 },
    resources,
  };
}

/** What a Deployment is made of. */
export interface DeploymentWish {
  readonly namespace: string;
  readonly name: string;
  /** Labels of the pods. */
  readonly labels: Labels;
  /** Keys of those labels by which the Deployment knows its pods; all unless given. */
  readonly selectorKeys?: readonly string[];
  readonly replicas?: number;
  readonly containers: readonly ContainerManifest[];
  /** Further fields of the pod's spec. */
  readonly pod?: Fields;
}

/** A Deployment whose pods end at once. */
export function deployment(wish: DeploymentWish): KubernetesObject {
  const { namespace, name, labels, selectorKeys = Object.keys(labels), replicas = 1, containers, pod } = wish;
  const matchLabels = Object.fromEntries(selectorKeys.map((key) => [key, labels[key]]));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels },
      template: { metadata: { labels }, spec: { ...podDefaults, containers, ...pod } },
    },
  };
}

/** A Service; fields of its spec as the API has them. */
export function service(namespace: string, name: string, spec: Fields): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec };
}

/** Selects the clients of a namespace. */
export const clientSelector = 'podpath.test/client';

/** A pod with the network tools that waits to be told what to run. */
export function clientPod(namespace: string, name: string, pod: Fields = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { [clientSelector]: name } },
    spec: {
      ...podDefaults,
      containers: [{ name: 'client', image: images.tools, command: ['/agnhost', 'pause'], resources }],
      ...pod,
    },
  };
}

/** The same kept by a StatefulSet, so that its spec is changed in a template; its pod is called NAME-0. */
export function clientSet(namespace: string, name: string, pod: Fields = {}): KubernetesObject {
  const client = clientPod(namespace, name, pod);
  const labels = client.metadata.labels ?? {};
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { namespace, name },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: client['spec'] },
    },
  };
}

/** A client that asks a web server for the name of its pod, which has to be one of this workload. */
export function askHostname(
  namespace: string,
  pod: string,
  host: string,
  port: number,
  workload: string,
): PlainClient {
  return {
    namespace,
    pod,
    argv: ['curl', '--silent', '--show-error', '--max-time', '5', `http://${host}:${String(port)}/hostname`],
    // As pods of a Deployment are called, so that NAME-canary is not taken for NAME.
    success: new RegExp(`^${workload}-[a-z0-9]+-[a-z0-9]{5}\\s*$`),
  };
}
