import { images } from '../images.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type Fields,
  type KubernetesObject,
} from './workloads.ts';

/**
 * What an application's image may have beside the application: busybox; a shell and nothing else; neither shell nor libc
 * (distroless images and images from scratch are alike in this).
 */
export const imageKinds = ['busybox', 'shell only', 'no shell'] as const;
export type ImageKind = (typeof imageKinds)[number];

/** What a namespace with the restricted Pod Security Standard admits. */
const restricted: Fields = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** The folder that holds the only program of an image with a shell and nothing else. */
const shellFolder = '/only';

function specOf(kind: ImageKind): Fields {
  const container = (image: string, more: Fields = {}): Fields => ({
    name: 'app',
    image,
    command: ['/agnhost', 'pause'],
    securityContext: restricted,
    ...more,
  });
  switch (kind) {
    case 'busybox':
      return { containers: [container(images.agnhost)] };
    case 'no shell':
      return { containers: [container(images.bare)] };
    case 'shell only': {
      const mount = { volumeMounts: [{ name: 'only', mountPath: shellFolder }] };
      return {
        initContainers: [
          {
            ...container(images.tools, mount),
            name: 'link',
            command: ['ln', '-s', '/bin/dash', `${shellFolder}/sh`],
          },
        ],
        containers: [container(images.tools, { ...mount, env: [{ name: 'PATH', value: shellFolder }] })],
        volumes: [{ name: 'only', emptyDir: {} }],
      };
    }
  }
}

export interface ToollessScene extends Scene {
  readonly namespace: string;
  /** The clients by what their images have. */
  readonly clients: Readonly<Record<ImageKind, string>>;
  /** The question of one of them. */
  readonly ask: (kind: ImageKind) => readonly string[];
}

/**
 * Clients whose images lack tools, and a web server of an image without a shell behind a Service.
 * @param misdirected the Service sends to a port on which nothing listens
 * @param level Pod Security that the namespace enforces
 */
export function toollessScene(random: Random, misdirected: boolean, level?: string): ToollessScene {
  const [namespace, plain, name] = [random.name(), random.name(), random.name()];
  const [port, targetPort, elsewhere] = [random.port(), random.port(), random.port()];
  const clients = { busybox: random.name(), 'shell only': random.name(), 'no shell': random.name() };
  const enforced: readonly KubernetesObject[] =
    level === undefined
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': level } },
          },
        ];
  const server = { ...webServer({ port: targetPort, image: images.bare }), securityContext: restricted };
  return {
    namespaces: [namespace],
    namespace,
    clients,
    objects: [
      ...enforced,
      clientPod(namespace, plain, {
        containers: [
          {
            name: 'client',
            image: images.tools,
            command: ['/agnhost', 'pause'],
            securityContext: restricted,
          },
        ],
      }),
      ...imageKinds.map((kind) => clientPod(namespace, clients[kind], specOf(kind))),
      deployment({ namespace, name, labels: { app: name }, containers: [server] }),
      service(namespace, name, {
        selector: { app: name },
        ports: [{ port, targetPort: misdirected ? elsewhere : targetPort }],
      }),
    ],
    client: askHostname(namespace, plain, name, port, name),
    question: [],
    ask: (kind) => [
      ...['--from', `${namespace}/pod/${clients[kind]}`, '--to', `${namespace}/service/${name}`],
      ...['--port', String(port)],
    ],
  };
}
