import { askHostname, clientPod, deployment, service, webServer } from '../suite/workloads.ts';
import type { RunningCluster } from '../testBed.ts';
import { defineFault } from './defineFault.ts';

const inKubeSystem = ['-n', 'kube-system'];
const coredns = [...inKubeSystem, 'deployment/coredns'];

async function scale({ kubectl }: RunningCluster, replicas: string): Promise<void> {
  await kubectl(['scale', ...coredns, `--replicas=${replicas}`]);
  await kubectl(['rollout', 'status', ...coredns, '--timeout=60s']);
}

export const corednsNoEndpoints = defineFault({
  code: 'coredns-no-endpoints',
  findings: ['coredns-no-endpoints'],
  exclusive: true,
  prepare: (random) => {
    const [namespace, client, name] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const host = random.pick([name, `${name}.${namespace}`, `${name}.${namespace}.svc.cluster.local`]);
    let replicasBefore: string | undefined;
    return {
      namespaces: [namespace],
      objects: [
        clientPod(namespace, client),
        deployment({ namespace, name, labels: { app: name }, containers: [webServer({ port: targetPort })] }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ],
      client: askHostname(namespace, client, host, port, name),
      symptom: /resolv/i,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([host, `${namespace}/service/${name}`])],
      ],
      inject: async (cluster) => {
        const replicas = ['get', ...coredns, '--output=jsonpath={.spec.replicas}'];
        replicasBefore = (await cluster.kubectl(replicas)).stdout;
        await scale(cluster, '0');
        const pods = ['pod', '-l', 'k8s-app=kube-dns'];
        await cluster.kubectl(['wait', ...inKubeSystem, ...pods, '--for=delete', '--timeout=60s']);
      },
      heal: async (cluster) => {
        if (replicasBefore !== undefined) await scale(cluster, replicasBefore);
      },
    };
  },
});
