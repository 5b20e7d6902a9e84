import { images } from '../images.ts';
import type { RunningCluster } from '../testBed.ts';
import type { Random } from './random.ts';
import type { PlainClient, Scene } from './scene.ts';
import {
  askHostname,
  clientPod,
  deployment,
  service,
  webServer,
  type ContainerManifest,
  type Fields,
  type KubernetesObject,
} from './workloads.ts';

/** What may be wrong with the Deployment of a web scene. */
export interface WebChanges {
  /** Replaces fields of the server's container. */
  readonly container?: Fields;
  /** Replaces fields of the pods' spec. */
  readonly pod?: Fields;
}

/** How a web scene differs from the usual one. */
export interface WebWish {
  readonly replicas?: number;
  /** Name of the container port; none is declared without it. */
  readonly portName?: string;
  /** What the Service sends to; the server's port unless given. */
  readonly targetPort?: number | string;
  /** The port that clients dial; any unless given. */
  readonly port?: number;
  readonly image?: string;
  readonly changes?: WebChanges;
  /** Fields of the client pod's spec. */
  readonly client?: Fields;
}

/** A client, and a Deployment of web servers behind a Service of the same name, beside another such pair. */
export interface WebScene extends Scene {
  readonly namespace: string;
  readonly clientName: string;
  /** Of the Deployment, of the Service, and the value of the pods' label `app`. */
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly client: PlainClient;
  /** The Deployment with something changed. Its pods are replaced at once, so that what is wrong with new ones shows. */
  readonly changed: (changes: WebChanges) => KubernetesObject;
  /** Applies the Deployment with something changed. */
  readonly roll: (cluster: RunningCluster, changes: WebChanges) => Promise<void>;
}

/** Makes up a web scene; names, ports and how it is asked about are new each time. */
export function webScene(random: Random, wish: WebWish = {}): WebScene {
  const [namespace, clientName, name, decoy] = [random.name(), random.name(), random.name(), random.name()];
  const [port, targetPort, decoyPort] = [wish.port ?? random.port(), random.port(), random.port()];
  const { replicas = random.integer(1, 2), image = images.agnhost, portName } = wish;
  const server: ContainerManifest = webServer({
    port: targetPort,
    image,
    ...(portName === undefined ? {} : { declared: portName }),
  });
  const changed = ({ container = {}, pod = {} }: WebChanges): KubernetesObject => {
    const made = deployment({
      namespace,
      name,
      labels: { app: name },
      replicas,
      containers: [{ ...server, ...container }],
      pod,
    });
    return { ...made, spec: { ...(made['spec'] as Fields), strategy: { type: 'Recreate' } } };
  };
  return {
    namespaces: [namespace],
    namespace,
    clientName,
    name,
    port,
    targetPort,
    objects: [
      clientPod(namespace, clientName, wish.client),
      changed(wish.changes ?? {}),
      service(namespace, name, {
        selector: { app: name },
        ports: [{ name: 'web', port, targetPort: wish.targetPort ?? targetPort }],
      }),
      deployment({
        namespace,
        name: decoy,
        labels: { app: decoy },
        containers: [webServer({ port: decoyPort, image: images.bare })],
      }),
      service(namespace, decoy, { selector: { app: decoy }, ports: [{ port, targetPort: decoyPort }] }),
    ],
    client: askHostname(namespace, clientName, name, port, name),
    question: [
      ...['--from', `${namespace}/pod/${clientName}`, '--port', String(port)],
      ...['--to', random.pick([`${namespace}/service/${name}`, name, `${name}.${namespace}`])],
    ],
    changed,
    roll: async ({ kubectl }, changes) => {
      await kubectl(['apply', '-f', '-'], { input: JSON.stringify(changed(changes)) });
    },
  };
}
