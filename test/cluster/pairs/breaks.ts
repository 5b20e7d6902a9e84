import type { Random } from '../suite/random.ts';
import type { WebChanges, WebScene, WebWish } from '../suite/webScene.ts';
import type { RunningCluster } from '../testBed.ts';

/** One way to break a web scene that can be combined with others. */
export interface Break {
  /** The code of the cause. */
  readonly code: string;
  /** It changes what all namespaces share. */
  readonly exclusive?: true;
  /** What the scene has to be like for it. */
  readonly wish?: (random: Random) => WebWish;
  /** Breaks the Deployment. */
  readonly changes?: (scene: WebScene, random: Random) => WebChanges;
  /** Steps of a JSON patch that break the Service. */
  readonly patch?: (scene: WebScene, random: Random) => readonly object[];
  /** Breaks what is around them. */
  readonly inject?: (cluster: RunningCluster, scene: WebScene) => Promise<void>;
  readonly heal?: (cluster: RunningCluster, scene: WebScene) => Promise<void>;
  /** The workload and its Service move to another namespace. */
  readonly moves?: true;
  /** The pods do not become ready any more. */
  readonly unready?: true;
}

const replaceFirst = (field: string, value: unknown): object => ({
  op: 'replace',
  path: `/spec/ports/0/${field}`,
  value,
});
const onNode = (node: string): object => ({ nodeSelector: { 'kubernetes.io/hostname': node } });
const coredns = ['-n', 'kube-system', 'deployment/coredns'];

export const targetPortWrong: Break = {
  code: 'service-target-port-wrong',
  patch: (_scene, random) => [replaceFirst('targetPort', random.port())],
};

export const selectorWrong: Break = {
  code: 'service-selector-matches-nothing',
  patch: ({ name }) => [{ op: 'replace', path: '/spec/selector', value: { app: `${name}x` } }],
};

export const namedPortMissing: Break = {
  code: 'service-named-port-missing',
  wish: () => ({ portName: 'http', targetPort: 'http' }),
  patch: () => [replaceFirst('targetPort', 'htpp')],
};

export const trafficLocal: Break = {
  code: 'service-internal-traffic-local',
  wish: () => ({ client: { ...onNode('node1') }, changes: { pod: { ...onNode('node2') } } }),
  patch: () => [{ op: 'replace', path: '/spec/internalTrafficPolicy', value: 'Local' }],
};

export const notReady: Break = {
  code: 'pod-not-ready',
  unready: true,
  changes: () => ({
    container: { readinessProbe: { periodSeconds: 1, exec: { command: ['/bin/sh', '-c', 'exit 1'] } } },
  }),
};

export const crashLooping: Break = {
  code: 'pod-crash-looping',
  unready: true,
  changes: () => ({ container: { command: ['/bin/sh', '-c', 'exit 3'], args: [] } }),
};

export const dnsDown: Break = {
  code: 'coredns-no-endpoints',
  exclusive: true,
  inject: async ({ kubectl }) => {
    await kubectl(['scale', ...coredns, '--replicas=0']);
    const gone = ['pod', '-l', 'k8s-app=kube-dns', '--for=delete', '--timeout=60s'];
    await kubectl(['wait', '-n', 'kube-system', ...gone]);
  },
  heal: async ({ kubectl }) => {
    await kubectl(['scale', ...coredns, '--replicas=2']);
    await kubectl(['rollout', 'status', ...coredns, '--timeout=60s']);
  },
};

export const shortName: Break = { code: 'dns-cross-namespace-short-name', moves: true };
