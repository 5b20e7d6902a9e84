import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Observation } from '../probes/observation.ts';
import { observe } from '../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import { node, pod, service, slicesFor, snapshotOf } from '../testing/snapshotBuilder.ts';
import type { LookRequest } from './defineLookCommand.ts';
import { runLookCommand } from './runLookCommand.ts';

const cart = pod('shop', 'cart-0', { app: 'cart' }, { podIPs: ['10.244.1.2'] });
const web = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
const webService = service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.20'] });
const snapshot = snapshotOf({
  pods: [cart, web],
  services: [webService],
  endpointSlices: slicesFor(webService, [web]),
});

/** Runs a look to its end on a simulated network. */
function finish(request: LookRequest, behaviour?: Behaviour, on: ClusterSnapshot = snapshot): string {
  const script = simulateNetwork(on, behaviour);
  const observations = new Map<string, Observation>();
  for (let round = 0; round < 10; round += 1) {
    const { text, wanted } = runLookCommand(request, on, [...observations.values()]);
    if (wanted.length === 0) return text;
    for (const probe of wanted) observations.set(probe.key, observe(probe, script(probe)));
  }
  throw new Error('the look never ends asking');
}

const fromCart = { kind: 'pod', namespace: 'shop', name: 'cart-0' } as const;
const ofWeb = { kind: 'pod', namespace: 'shop', name: 'web-0' } as const;

describe('a look', () => {
  it.each<[string, LookRequest, Behaviour | undefined, string[]]>([
    [
      'shows what listens, and for whom',
      { look: 'sockets', subject: ofWeb, input: {} },
      { listens: { '10.244.1.10': ['0.0.0.0:8080', '127.0.0.1:9901'] } },
      [
        'shop/web-0 accepts TCP on 8080; 1 socket on loopback only',
        'behind shop/web:80',
        'only from inside of the pod',
        '$ kubectl exec -n shop web-0 -c app',
      ],
    ],
    [
      'names what a Service sends to and nobody listens on',
      { look: 'sockets', subject: ofWeb, input: {} },
      { listens: { '10.244.1.10': ['0.0.0.0:9090'] } },
      ['nothing listens on TCP 8080, to which shop/web:80 sends'],
    ],
    [
      'connects to a Service by its address',
      {
        look: 'connect',
        subject: fromCart,
        input: { target: { kind: 'service', namespace: 'shop', name: 'web' }, port: 80 },
      },
      undefined,
      ['10.96.0.20:80 connected', 'Service shop/web'],
    ],
    [
      'says that there is nothing of that name',
      {
        look: 'connect',
        subject: fromCart,
        input: { target: { kind: 'pod', namespace: 'shop', name: 'gone' }, port: 80 },
      },
      undefined,
      ['there is no pod shop/gone'],
    ],
    [
      'resolves a name, and says what the address is',
      { look: 'lookup', subject: fromCart, input: { name: 'web' } },
      undefined,
      ['web resolves to 10.96.0.20 in shop/cart-0', 'Service shop/web', 'search list'],
    ],
    [
      'on a pod that is gone',
      { look: 'lookup', subject: { kind: 'pod', namespace: 'shop', name: 'gone' }, input: { name: 'web' } },
      undefined,
      ['there is no pod shop/gone'],
    ],
  ])('%s', (_title, request, behaviour, expected) => {
    const text = finish(request, behaviour);
    for (const part of expected) expect(text).toContain(part);
  });

  it('says why it could not look', () => {
    const request: LookRequest = { look: 'sockets', subject: ofWeb, input: {} };
    const { wanted } = runLookCommand(request, snapshot, []);
    const reason = 'pods/exec is forbidden\u001b[31m';
    const refused = wanted.map((probe) => observe(probe, { outcome: 'forbidden', reason }));
    const { text } = runLookCommand(request, snapshot, refused);
    expect(text).toContain('could not look: pods/exec is forbidden\\x1b[31m');
  });

  it('says once what several probes could not do, and that a recording answers no more', () => {
    const request: LookRequest = { look: 'lookup', subject: fromCart, input: { name: 'web' } };
    const { wanted } = runLookCommand(request, snapshot, []);
    const missing = wanted.map((probe) => observe(probe, { outcome: 'error', reason: 'not recorded' }));
    const { text } = runLookCommand(request, snapshot, missing, true);
    expect(text).toContain('nothing can be run in a recording');
    expect(text.match(/^No result$/gm)).toHaveLength(1);
  });

  it('says what was created to see it', () => {
    const request: LookRequest = { look: 'cni', subject: { kind: 'node', name: 'n1' }, input: {} };
    expect(onFixtures(request, [])).toContain('with a pod on a node');
    expect(onFixtures(request)).toContain('read-only');
  });
});

const kubeProxy = pod(
  'kube-system',
  'kube-proxy-a',
  { 'k8s-app': 'kube-proxy' },
  { hostNetwork: true, nodeName: 'n1', podIPs: ['10.89.0.11'] },
);
const fixtures: Readonly<Record<string, string>> = {
  routes: 'routes-iproute2.txt',
  links: 'links-iproute2.txt',
  'node-rules': 'node-rules-iptables.txt',
  'cni-files': 'cni-bridge.txt',
};

/** Runs a look against what real nodes printed; the agents are what can be asked without a pod on the node. */
function onFixtures(
  request: LookRequest,
  agents: readonly ReturnType<typeof pod>[] = [kubeProxy],
  files = fixtures,
): string {
  const on = snapshotOf({
    pods: [pod('shop', 'cart-0', {}, { podIPs: ['10.244.0.2'], nodeName: 'n1' }), ...agents],
    nodes: [node('n1', {}, { podCIDRs: ['10.244.0.0/24'] }), node('n2', {}, { podCIDRs: ['10.244.1.0/24'] })],
  });
  const printed = ({ probe }: { readonly probe: string }): string => {
    const file = files[probe] ?? '';
    return readFileSync(join(import.meta.dirname, '../probes/fixtures', file), 'utf8');
  };
  const observations = new Map<string, Observation>();
  for (let round = 0; round < 10; round += 1) {
    const { text, wanted } = runLookCommand(request, on, [...observations.values()]);
    if (wanted.length === 0) return text;
    for (const probe of wanted) observations.set(probe.key, observe(probe, printed(probe)));
  }
  throw new Error('the look never ends asking');
}

describe('a look on what real nodes printed', () => {
  it.each<[string, LookRequest, Readonly<Record<string, string>>, string[]]>([
    [
      'shows routes with the way to the pods of each node, and interfaces',
      { look: 'routes', subject: fromCart, input: {} },
      {},
      [
        'shop/cart-0 sends what is not local to 10.89.0.1 on eth0',
        'pods of n1  10.244.0.0/24  10.244.0.0/24 dev cni0',
        'pods of n2  10.244.1.0/24  10.244.1.0/24 via 10.89.0.12 dev eth0',
        'IPv4  32766  from all lookup main',
        'vethe276263c  veth in cni0',
      ],
    ],
    [
      'shows routes that only a shell could read',
      { look: 'routes', subject: fromCart, input: {} },
      { routes: 'routes-shell-only.txt', links: 'links-shell-only.txt' },
      ['shop/cart-0 sends what is not local to', 'could not be read: another table may decide'],
    ],
    [
      "counts the tables of both iptables backends, with kube-proxy's share",
      { look: 'node-rules', subject: { kind: 'node', name: 'n1' }, input: {} },
      {},
      ['n1 has 6 tables of rules', 'iptables-nft  IPv4 nat', 'kube-proxy: 11 Service ports', 'complete'],
    ],
    [
      "counts nftables' tables",
      { look: 'node-rules', subject: { kind: 'node', name: 'n1' }, input: {} },
      { 'node-rules': 'node-rules-nftables.txt' },
      ['nftables      ip kube-proxy', 'kube-proxy: 13 Service ports'],
    ],
    [
      'shows which CNI configuration is in use, beside the podCIDR',
      { look: 'cni', subject: { kind: 'node', name: 'n1' }, input: {} },
      {},
      [
        'n1 uses bridge → portmap (podpath)',
        'in use: the first by name',
        "the node's podCIDR (API)     10.244.0.0/24",
        'ranges of the configuration  10.244.0.0/24',
        'cni0          bridge',
      ],
    ],
    [
      'on a node that is gone',
      { look: 'cni', subject: { kind: 'node', name: 'n9' }, input: {} },
      {},
      ['there is no node n9'],
    ],
  ])('%s', (_title, request, files, expected) => {
    const text = onFixtures(request, [kubeProxy], { ...fixtures, ...files });
    for (const part of expected) expect(text).toContain(part);
  });
});
