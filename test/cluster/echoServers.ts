import { images } from './images.ts';
import type { CommandResult } from './command.ts';
import type { RunningCluster } from './testBed.ts';

/** A pod that answers with its own name, and has a container with tools to ask others. */
export interface EchoPod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

/** One echo pod on each node, and the Service `echo` (port 80 and a node port) over them, in the namespace default. */
export interface EchoServers {
  readonly pods: readonly EchoPod[];
  /** Runs a command in the pod's container with tools; fails only when it cannot be run at all. */
  run(pod: EchoPod, ...command: readonly string[]): Promise<CommandResult>;
  /** The name of the pod that answers at host[:port] when this pod asks; throws when none does. */
  fetch(pod: EchoPod, host: string): Promise<string>;
}

const manifest = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: echo }
spec:
  selector: { matchLabels: { app: echo } }
  template:
    metadata: { labels: { app: echo } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: echo
          image: ${images.bare}
          args: [netexec, --http-port=8080]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 1 }
        - name: client
          image: ${images.tools}
---
apiVersion: v1
kind: Service
metadata: { name: echo }
spec: { type: NodePort, selector: { app: echo }, ports: [{ port: 80, targetPort: http }] }
`;

/** Creates the echo pods and awaits that they are ready. */
export async function startEchoServers(cluster: RunningCluster): Promise<EchoServers> {
  await cluster.kubectl(['apply', '--filename', '-'], { input: manifest });
  await cluster.kubectl(['rollout', 'status', 'daemonset/echo', '--timeout=60s']);
  const line = '{.metadata.name} {.spec.nodeName} {.status.podIP}{"\\n"}';
  const output = `--output=jsonpath={range .items[*]}${line}{end}`;
  const listed = await cluster.kubectl(['get', 'pods', '--selector=app=echo', output]);
  const pods = listed.stdout
    .trim()
    .split('\n')
    .map((text) => text.split(' '))
    .map(([name = '', node = '', address = '']) => ({ name, node, address }));
  const run: EchoServers['run'] = (pod, ...command) =>
    cluster.kubectl(['exec', pod.name, '--container=client', '--', ...command], { allowFailure: true });
  return {
    pods,
    run,
    fetch: async (pod, host) => {
      const answer = await run(
        pod,
        'curl',
        '--silent',
        '--show-error',
        '--max-time',
        '5',
        `http://${host}/hostname`,
      );
      if (answer.exitCode !== 0)
        throw new Error(`${host} does not answer ${pod.name}: ${answer.stderr.trim()}`);
      return answer.stdout;
    },
  };
}
