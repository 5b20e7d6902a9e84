import { images } from '../images.ts';
import { awaitPods } from '../suite/awaitPods.ts';
import { hasCondition } from '../suite/podObject.ts';
import { clientPod, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

/**
 * Looks like pod-not-ready: the pod is not, and the Service publishes it all the same; or it is asked for itself, and
 * readiness keeps nobody from it.
 */
export const publishedNotReady = defineHealthySetUp({
  name: 'published-not-ready',
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const port = random.port();
    const isHeadless = random.chance();
    const container = webServer({ port, image: images.agnhost });
    const server = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name, labels: { app: name } },
      spec: {
        containers: [container],
        readinessGates: [{ conditionType: 'example.com/never' }],
        terminationGracePeriodSeconds: 0,
      },
    };
    const to = random.pick([`${namespace}/service/${name}`, name, `${namespace}/pod/${name}`]);
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        server,
        service(namespace, name, {
          ...(isHeadless ? { clusterIP: 'None' } : {}),
          publishNotReadyAddresses: true,
          selector: { app: name },
          ports: [{ port, targetPort: port }],
        }),
      ],
      complete: (cluster) =>
        awaitPods(cluster, namespace, `app=${name}`, 'the server', (pod) =>
          hasCondition(pod, 'ContainersReady', 'True'),
        ),
      client: {
        namespace,
        pod: client,
        argv: ['curl', '-sS', '--max-time', '5', `http://${name}:${String(port)}/hostname`],
        success: new RegExp(`^${name}\\s*$`),
      },
      question: ['--from', `${namespace}/pod/${client}`, '--to', to, '--port', String(port)],
    };
  },
});
