import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import { defineHealthySetUp } from './defineHealthySetUp.ts';

const coredns = ['-n', 'kube-system', 'deployment/coredns'];

/** Looks like coredns-no-endpoints: CoreDNS was scaled down, and the one replica that is left answers. */
export const oneCorednsReplica = defineHealthySetUp({
  name: 'one-coredns-replica',
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    let replicasBefore: string | undefined;
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      complete: async ({ kubectl }) => {
        replicasBefore = (await kubectl(['get', ...coredns, '--output=jsonpath={.spec.replicas}'])).stdout;
        await kubectl(['scale', ...coredns, '--replicas=1']);
        await kubectl(['rollout', 'status', ...coredns, '--timeout=60s']);
      },
      heal: async ({ kubectl }) => {
        if (replicasBefore === undefined) return;
        await kubectl(['scale', ...coredns, `--replicas=${replicasBefore}`]);
        await kubectl(['rollout', 'status', ...coredns, '--timeout=60s']);
      },
      client: askHostname(namespace, client, name, port, name),
      question: ['--from', `${namespace}/pod/${client}`, '--to', name, '--port', String(port)],
    };
  },
});
