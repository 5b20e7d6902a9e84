import type { Node } from '../../../model/clusterSnapshot.ts';
import { pod } from '../../../testing/snapshotBuilder.ts';
import type { Behaviour } from '../../../testing/simulatedNetwork.ts';
import type { RouteSubject } from '../../scopes/route.ts';
import { casesOf, type CheckCase } from '../../testing/checkCase.ts';
import { nodePodRouteMissing } from './nodePodRouteMissing.ts';

function node(number: number, address = `10.0.0.1${String(number)}`): Node {
  return {
    name: `n${String(number)}`,
    uid: `uid-n${String(number)}`,
    labels: {},
    addresses: [{ type: 'InternalIP', address }],
    podCIDRs: [`10.244.${String(number)}.0/24`],
    conditions: [],
    unschedulable: false,
  };
}

function agent(number: number): ReturnType<typeof pod> {
  const changes = {
    hostNetwork: true,
    nodeName: `n${String(number)}`,
    podIPs: [`10.0.0.1${String(number)}`],
  };
  return pod('kube-system', `kindnet-${String(number)}`, { app: 'kindnet' }, changes);
}

const client = pod('shop', 'client-0', { app: 'client' }, { podIPs: ['10.244.1.2'], nodeName: 'n1' });
const server = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.2.9'], nodeName: 'n2' });
const subject: RouteSubject = {
  source: { pod: client, address: '10.244.1.2', node: 'n1' },
  target: { pod: server, address: '10.244.2.9', node: 'n2' },
};
const nodes = [node(1), node(2)];
const parts = { pods: [client, server, agent(1), agent(2)], nodes };

const plainRules =
  '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';

/** What the probe prints on a node: its own link, its own pods, and these. */
function tables(number: number, lines: readonly string[], rules = plainRules): string {
  const own = [
    'default via 10.0.0.1 dev eth0',
    `10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1${String(number)}`,
    `10.244.${String(number)}.0/24 dev cni0 proto kernel scope link src 10.244.${String(number)}.1`,
  ];
  return `@ routes 4\n${[...own, ...lines].join('\n')}\n@ status 0\n@ rules 4\n${rules}@ status 0\n@ routes 6\n@ status 0\n@ rules 6\n@ status 0\n`;
}

function answering(first: string, second: string | undefined): Behaviour {
  return {
    override: ({ probe, vantage }) => {
      if (probe !== 'routes') return undefined;
      if (vantage.kind === 'node') return { outcome: 'declined', reason: 'not allowed' };
      const text = vantage.kind === 'pod' && vantage.pod === 'kindnet-1' ? first : second;
      return text ?? { outcome: 'tool-missing', reason: 'no shell' };
    },
  };
}

const there = '10.244.2.0/24 via 10.0.0.12 dev eth0';
const back = '10.244.1.0/24 via 10.0.0.11 dev eth0';

interface Situation extends Pick<CheckCase, 'title' | 'expected' | 'says' | 'repair' | 'certainty'> {
  readonly first: readonly string[];
  readonly second?: readonly string[] | null;
  readonly rules?: string;
  readonly nodes?: readonly Node[];
}

const situations: readonly Situation[] = [
  { title: 'both routes are there', first: [there], expected: 'pass' },
  {
    title: 'no route, while the other node has the one back',
    first: [],
    expected: 'finding',
    certainty: 'proven',
    says: 'ip route replace 10.244.2.0/24 via 10.0.0.12 (on n1)',
    repair: 'kubectl debug node/n1',
  },
  {
    title: 'no route back',
    first: [there],
    second: [],
    expected: 'finding',
    says: 'ip route replace 10.244.1.0/24 via 10.0.0.11 (on n2)',
  },
  {
    title: 'a next hop that is another node',
    first: ['10.244.2.0/24 via 10.0.0.13 dev eth0'],
    nodes: [...nodes, node(3)],
    expected: 'finding',
    says: 'which is node n3',
  },
  {
    title: 'a next hop that is nobody’s',
    first: ['10.244.2.0/24 via 10.0.0.99 dev eth0'],
    expected: 'finding',
    says: 'which is no address of that node',
  },
  { title: 'a blackhole', first: ['blackhole 10.244.2.0/24'], expected: 'finding', certainty: 'proven' },
  {
    title: 'an unreachable route to the pod alone',
    first: [there, 'unreachable 10.244.2.9'],
    expected: 'finding',
    says: 'ip route del unreachable 10.244.2.9/32 (on n1)',
  },
  {
    title: 'a blackhole for a pod on its own node',
    first: [there],
    second: [back, 'blackhole 10.244.2.9'],
    expected: 'finding',
    says: 'lets packets to its own pod 10.244.2.9 end',
  },
  {
    title: 'a route of a third node shows how this cluster routes',
    first: ['10.244.3.0/24 via 10.0.0.13 dev eth0'],
    second: null,
    nodes: [...nodes, node(3)],
    expected: 'finding',
    says: 'to the pods of n3',
  },
  {
    title: 'a policy rule may choose another table',
    first: ['local default dev lo table 2004'],
    rules: `${plainRules}100:\tfrom all fwmark 0x200/0xf00 lookup 2004\n`,
    expected: 'finding',
    certainty: 'likely',
  },
  { title: 'nobody has a route: the network between may know', first: [], second: [], expected: 'skipped' },
  {
    title: 'nodes of different networks, which are no neighbours',
    first: [],
    nodes: [node(1), node(2, '10.9.0.12')],
    expected: 'skipped',
  },
  {
    title: 'a router between the nodes',
    first: ['10.244.0.0/16 via 10.0.0.254 dev eth0'],
    second: ['10.244.0.0/16 via 10.0.0.254 dev eth0'],
    expected: 'skipped',
  },
  {
    title: 'flannel’s VXLAN',
    first: ['10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink'],
    second: ['10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink'],
    expected: 'pass',
  },
  {
    title: 'Calico’s IP in IP, with a blackhole for its own block',
    first: [
      '10.244.2.0/26 via 10.0.0.12 dev tunl0 proto bird onlink',
      'blackhole 10.244.1.0/26 proto bird',
      '10.244.1.2 dev cali1 scope link',
    ],
    second: [
      '10.244.1.0/26 via 10.0.0.11 dev tunl0 proto bird onlink',
      'blackhole 10.244.2.0/26 proto bird',
      '10.244.2.9 dev cali2 scope link',
    ],
    expected: 'pass',
  },
  {
    title: 'Cilium’s own device',
    first: ['10.244.2.0/24 via 10.244.1.69 dev cilium_host proto kernel src 10.244.1.69 mtu 1450'],
    second: ['10.244.1.0/24 via 10.244.2.3 dev cilium_host proto kernel src 10.244.2.3 mtu 1450'],
    expected: 'pass',
  },
  {
    title: 'only one node could be asked, and its route is right',
    first: [there],
    second: null,
    expected: 'skipped',
  },
];

export const cases = casesOf(
  nodePodRouteMissing,
  situations.map(
    ({ title, first, second = [back], rules, nodes: those = nodes, ...rest }): CheckCase<RouteSubject> => ({
      title,
      parts: { ...parts, nodes: those },
      subject,
      behaviour: answering(tables(1, first, rules), second === null ? undefined : tables(2, second, rules)),
      ...rest,
    }),
  ),
);
