import { images } from '../images.ts';
import {
  addForeignRules,
  awaitReadyPods,
  continueKubeProxy,
  nodeOfPod,
  removeForeignRules,
  stopKubeProxy,
} from '../suite/kubeProxyProcess.ts';
import { awaitFailing } from '../suite/runClient.ts';
import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** kube-proxy hangs on the client's node, and then the endpoints change. */
export const proxyRulesStale = defineFault({
  code: 'proxy-rules-stale',
  findings: ['proxy-rules-stale'],
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, name, decoy] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const replicas = random.integer(1, 3);
    const affinity = random.chance() ? { sessionAffinity: 'ClientIP' } : {};
    const variant = random.pick(['replaced', 'from nothing']);
    const plainClient = askHostname(namespace, client, name, port, name);
    // What an earlier mode left behind on the node speaks of Services too, and nothing calls it.
    const foreignRules = random.chance();
    let node: string | undefined;
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas,
          containers: [webServer({ port: targetPort, image: random.pick([images.agnhost, images.bare]) })],
        }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }], ...affinity }),
        // A neighbour whose rules stay as they have to be.
        deployment({
          namespace,
          name: decoy,
          labels: { app: decoy },
          containers: [webServer({ port: targetPort })],
        }),
        service(namespace, decoy, { selector: { app: decoy }, ports: [{ port, targetPort }] }),
      ],
      client: plainClient,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name])],
      ],
      inject: async (cluster) => {
        const { kubectl } = cluster;
        const workload = ['-n', namespace, `deployment/${name}`];
        const scale = (count: number): Promise<unknown> =>
          kubectl(['scale', ...workload, `--replicas=${String(count)}`]);
        node = await nodeOfPod(cluster, namespace, client);
        if (variant === 'from nothing') {
          await scale(0);
          await awaitReadyPods(cluster, namespace, `app=${name}`, 0);
          // kube-proxy has to know before it stands still: its refusal comes at once, the silence of a dead pod does not.
          await awaitFailing(cluster, plainClient, /after \d{1,3} ms/, new AbortController().signal);
        }
        if (foreignRules) await addForeignRules(cluster, node);
        await stopKubeProxy(cluster, node);
        if (variant === 'replaced') await kubectl(['rollout', 'restart', ...workload]);
        else await scale(replicas);
        await kubectl(['rollout', 'status', ...workload, '--timeout=60s']);
        await awaitReadyPods(cluster, namespace, `app=${name}`, replicas);
      },
      heal: async (cluster) => {
        if (node === undefined) return;
        if (foreignRules) await removeForeignRules(cluster, node);
        await continueKubeProxy(cluster, node);
      },
    };
  },
});
