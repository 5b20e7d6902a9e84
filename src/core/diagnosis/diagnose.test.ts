import { hopsOf } from '../finding/hop.ts';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { client, dns, dnsPod, web, web0, web1 } from '../testing/exampleObjects.ts';
import { diagnoseScripted, type Script } from '../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import {
  container,
  pod,
  service,
  servicePort,
  slicesFor,
  snapshotOf,
  node,
} from '../testing/snapshotBuilder.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Target } from '../inquiry/question.ts';
import type { ProbeRequest } from '../probes/observation.ts';
import { checkDiagnosis, clusterWith } from './testing/checkDiagnosis.ts';

const healthy = clusterWith({
  pods: [web0, web1],
  services: [web],
  endpointSlices: slicesFor(web, [web0, web1]),
});

const toService = (namespace: string, name: string): Target => ({ kind: 'service', namespace, name });
const toName = (name: string): Target => ({ kind: 'name', name });

describe('healthy set-ups have no finding', () => {
  it.each([
    ['a Service by reference', { snapshot: healthy, to: toService('shop', 'web') }, 2],
    ['a Service by short name', { snapshot: healthy, to: toName('web') }, 2],
    ['a Service by its address', { snapshot: healthy, to: { kind: 'address', address: '10.96.0.20' } }, 2],
    ['a pod', { snapshot: healthy, to: { kind: 'pod', namespace: 'shop', name: 'web-0' }, port: 8080 }, 1],
  ] as const)('%s', (_title, input, paths) => {
    checkDiagnosis(input, { verdict: 'reachable', paths });
  });

  it('a headless Service, dialed at the pod’s port', () => {
    const headless = service('shop', 'web', { app: 'web' }, { headless: true, clusterIPs: [] });
    const snapshot = clusterWith({
      pods: [web0, web1],
      services: [headless],
      endpointSlices: slicesFor(headless, [web0, web1]),
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), port: 8080 },
      { verdict: 'reachable', paths: 2 },
    );
  });

  it('an ExternalName Service that points to a Service inside', () => {
    const alias = service('shop', 'pay', undefined, {
      type: 'ExternalName',
      clusterIPs: [],
      externalName: 'web.shop.svc.cluster.local',
      ports: [],
    });
    const snapshot = clusterWith({
      pods: [web0],
      services: [web, alias],
      endpointSlices: slicesFor(web, [web0]),
    });
    checkDiagnosis({ snapshot, to: toName('pay') }, { verdict: 'reachable', paths: 1 });
    checkDiagnosis({ snapshot, to: toService('shop', 'pay') }, { verdict: 'reachable', paths: 1 });
  });

  it('two pods with one port name and different numbers', () => {
    const other = { ...web1, containers: [container('app', 9090, 'http')] };
    const first = { ...web0, containers: [container('app', 8080, 'http')] };
    const named = { ...web, ports: [servicePort(80, 'http')] };
    const snapshot = clusterWith({
      pods: [first, other],
      services: [named],
      endpointSlices: slicesFor(named, [first, other]),
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: { listens: { '10.244.1.11': ['0.0.0.0:9090'] } } },
      { verdict: 'reachable', paths: 2 },
    );
  });

  it('a host-network client that does not ask the cluster DNS, asked by reference', () => {
    const host = pod('shop', 'host-0', {}, { hostNetwork: true, podIPs: ['10.89.0.11'] });
    const snapshot = clusterWith({
      pods: [host, web0],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
    });
    const simulated = simulateNetwork(snapshot);
    const script: Script = (request) =>
      request.probe === 'resolver-files'
        ? '@ resolv.conf\nnameserver 192.0.2.1\n@ hosts\n127.0.0.1 localhost\n'
        : simulated(request);
    checkDiagnosis(
      {
        snapshot,
        to: toService('shop', 'web'),
        script,
        from: { kind: 'pod', namespace: 'shop', name: 'host-0' },
      },
      { verdict: 'reachable', unverified: 'ask for that: --to web.shop' },
    );
  });
});

describe('faults', () => {
  it('names a selector that matches nothing, and its repair', () => {
    const broken = { ...web, selector: { app: 'wbe' } };
    const decoy = pod('shop', 'cart-0', { app: 'cart' });
    const snapshot = clusterWith({ pods: [web0, web1, decoy], services: [broken] });
    const reads = {
      '/apis/apps/v1/namespaces/shop/deployments': { items: [] },
      '/apis/apps/v1/namespaces/shop/statefulsets': { items: [] },
    };
    const diagnosis = checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: { reads } },
      {
        verdict: 'broken',
        codes: ['service-selector-matches-nothing'],
        repair: `kubectl patch service -n shop web --type merge -p '{"spec":{"selector":{"app":"web"}}}'`,
      },
    );
    expect(diagnosis.findings[0]?.certainty).toBe('proven');
  });

  it('does not blame a selector whose workload is scaled to nothing', () => {
    const snapshot = clusterWith({ services: [web] });
    const deployment = {
      metadata: { name: 'web', namespace: 'shop' },
      spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } } } },
    };
    const reads = {
      '/apis/apps/v1/namespaces/shop/deployments': { items: [deployment] },
      '/apis/apps/v1/namespaces/shop/statefulsets': { items: [] },
    };
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: { reads } },
      {
        verdict: 'broken',
        codes: ['endpoints-none-ready'],
        repair: 'kubectl scale -n shop deployment/web --replicas=1',
      },
    );
  });

  it('names a targetPort on which nothing listens', () => {
    const broken = { ...web, ports: [servicePort(80, 8081)] };
    const snapshot = clusterWith({
      pods: [web0],
      services: [broken],
      endpointSlices: slicesFor(broken, [web0]),
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web') },
      {
        verdict: 'broken',
        codes: ['service-target-port-wrong', 'port-not-listening'],
        repair: `kubectl patch service -n shop web --type json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]'`,
      },
    );
  });

  it('names a wrong targetPort behind which no shell shows the sockets', () => {
    const broken = { ...web, ports: [servicePort(80, 8081)] };
    const snapshot = clusterWith({
      pods: [web0],
      services: [broken],
      endpointSlices: slicesFor(broken, [web0]),
    });
    const override: Behaviour['override'] = ({ vantage }) =>
      vantage.kind === 'pod' && vantage.pod === 'web-0'
        ? { outcome: 'tool-missing', reason: 'no sh' }
        : undefined;
    const diagnosis = checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: { override } },
      { verdict: 'broken', codes: ['service-target-port-wrong'] },
    );
    expect(diagnosis.findings[0]?.certainty).toBe('likely');
  });

  it('puts what is wrong with the DNS Service on the DNS hop, its cause first', () => {
    const astray = { ...dns, selector: { 'k8s-app': 'kube-dnss' } };
    const snapshot = snapshotOf({
      pods: [client, web0, dnsPod],
      services: [astray, web],
      endpointSlices: slicesFor(web, [web0]),
    });
    const reads = {
      '/apis/apps/v1/namespaces/kube-system/deployments': { items: [] },
      '/apis/apps/v1/namespaces/kube-system/statefulsets': { items: [] },
    };
    const diagnosis = checkDiagnosis(
      { snapshot, to: toName('web'), behaviour: { dnsDown: true, reads } },
      { verdict: 'broken', codes: ['service-selector-matches-nothing', 'coredns-no-endpoints'] },
    );
    const broken = diagnosis.paths
      .slice(0, 1)
      .flatMap(hopsOf)
      .filter(({ status }) => status === 'broken')
      .map(({ id }) => id);
    expect(broken).toEqual(['dns']);
  });

  it.each([
    ['settles', '0', 'reachable'],
    ['stays wrong', '1 Connection refused', 'degraded'],
  ] as const)('looks twice at a proxy that disagrees with the API: one that %s', (_title, later, verdict) => {
    const override: Behaviour['override'] = ({ key }) => {
      if (!key.includes('10.96.0.20/80')) return undefined;
      const second = key.endsWith('s') ? later : '1 Connection refused';
      return `tool bash\n@ 10.96.0.20 80 0\n@ 10.96.0.20 80 ${second}\n`;
    };
    checkDiagnosis({ snapshot: healthy, to: toService('shop', 'web'), behaviour: { override } }, { verdict });
  });

  it('names a loopback listener; the other backend makes it degraded', () => {
    const behaviour = { listens: { '10.244.1.10': ['127.0.0.1:8080'] } };
    checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), behaviour },
      { verdict: 'degraded', codes: ['port-listening-on-loopback'] },
    );
  });

  it('calls an address broken that answers none of its tries, whatever its backends do', () => {
    const override = ({ probe, action }: ProbeRequest): string | undefined => {
      const asksService = action.kind === 'exec' && action.argv.includes(web.clusterIPs[0] ?? '');
      return probe === 'tcp-connect' && asksService
        ? `tool bash\n${'@ 10.96.0.20 80 124\n'.repeat(8)}`.replaceAll('10.96.0.20', web.clusterIPs[0] ?? '')
        : undefined;
    };
    const behaviour = { override, listens: { '10.244.1.10': [] } };
    const { paths } = checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), behaviour },
      { verdict: 'broken', codes: ['port-not-listening'], paths: 2 },
    );
    expect(paths.map(({ verdict }) => verdict)).toEqual(['broken', 'broken']);
    expect(paths.map((path) => hopsOf(path).find(({ id }) => id === 'target')?.status)).toEqual([
      'broken',
      'ok',
    ]);
  });

  it('names what one repair mends once, however many pods it concerns', () => {
    const behaviour = { listens: { '10.244.1.10': ['127.0.0.1:8080'], '10.244.1.11': ['127.0.0.1:8080'] } };
    const diagnosis = checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), behaviour },
      { verdict: 'broken', codes: ['port-listening-on-loopback'], paths: 2 },
    );
    expect(diagnosis.findings[0]?.objects).toHaveLength(2);
    expect(diagnosis.findings[0]?.summary).toContain('1 more pod');
  });

  it('names a DNS Service without endpoints, even where the target would answer', () => {
    const snapshot = snapshotOf({
      pods: [client, web0],
      services: [dns, web],
      endpointSlices: slicesFor(web, [web0]),
    });
    const coredns = {
      metadata: { name: 'coredns', namespace: 'kube-system' },
      spec: { replicas: 0, template: { metadata: { labels: { 'k8s-app': 'kube-dns' } } } },
    };
    const reads = {
      '/apis/apps/v1/namespaces/kube-system/deployments': { items: [coredns] },
      '/apis/apps/v1/namespaces/kube-system/statefulsets': { items: [] },
    };
    checkDiagnosis(
      { snapshot, to: toName('web'), behaviour: { dnsDown: true, reads } },
      {
        verdict: 'broken',
        codes: ['coredns-no-endpoints'],
        repair: 'kubectl scale -n kube-system deployment/coredns --replicas=2',
      },
    );
  });

  it('names the namespace that has the Service of a short name', () => {
    const ledger = service('data', 'ledger', { app: 'ledger' });
    const ledger0 = pod('data', 'ledger-0', { app: 'ledger' });
    const snapshot = clusterWith({
      pods: [ledger0],
      services: [ledger],
      endpointSlices: slicesFor(ledger, [ledger0]),
    });
    checkDiagnosis(
      { snapshot, to: toName('ledger') },
      {
        verdict: 'broken',
        codes: ['dns-cross-namespace-short-name', 'service-missing'],
        repair:
          'kubectl create service externalname ledger -n shop --external-name ledger.data.svc.cluster.local',
      },
    );
  });

  it.each([
    ['a Service that does not exist', toService('shop', 'wbe'), 80, 'service-missing'],
    ['a name that nothing has', toName('wbe.shop'), 80, 'service-missing'],
    ['a port that the Service lacks', toService('shop', 'web'), 81, 'service-port-missing'],
    ['a pod that does not exist', { kind: 'pod', namespace: 'shop', name: 'web-9' }, 8080, 'pod-missing'],
  ] as const)('names %s', (_title, to, port, code) => {
    checkDiagnosis({ snapshot: healthy, to, port }, { verdict: 'broken', codes: [code] });
  });
});

describe('policies', () => {
  const guard = {
    namespace: 'shop',
    name: 'guard',
    uid: 'uid-policy',
    podSelector: { matchLabels: { app: 'web' }, matchExpressions: [] },
    policyTypes: ['Ingress' as const],
    ingress: [],
  };
  const agent = pod(
    'kube-system',
    'cilium-x7k2p',
    { 'k8s-app': 'cilium' },
    { hostNetwork: true, podIPs: ['10.89.0.11'] },
  );
  const under = (...agents: (typeof agent)[]): ClusterSnapshot =>
    clusterWith({
      pods: [web0, ...agents],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
      networkPolicies: [guard],
    });
  const lost = { blackholes: ['10.244.1.10', '10.96.0.20'] };
  const policyHops = ({ paths }: Diagnosis): readonly (readonly string[])[] =>
    paths
      .slice(0, 1)
      .flatMap(hopsOf)
      .filter(({ id }) => id.startsWith('policy-'))
      .map(({ id, status, predicted }) => [id, status, predicted]);

  it.each([
    ['proven where somebody enforces them', [agent], 'proven'],
    ['likely where nobody is known to', [], 'likely'],
  ] as const)('that deny a connection which is lost are the cause: %s', (_title, agents, certainty) => {
    const diagnosis = checkDiagnosis(
      { snapshot: under(...agents), to: toService('shop', 'web'), behaviour: lost },
      { verdict: 'broken', codes: ['policy-ingress-denied'] },
    );
    expect(diagnosis.findings[0]).toMatchObject({ certainty, intent: 'explicit' });
    expect(policyHops(diagnosis)).toEqual([
      ['policy-egress', 'not-applicable', 'no NetworkPolicy isolates client-0 (egress)'],
      ['policy-ingress', 'broken', 'denied: web-0 is isolated by guard, and no rule allows this'],
    ]);
  });

  it('that name the Service’s port are the cause of the denial', () => {
    const clients = {
      podSelector: { matchLabels: { app: 'client' }, matchExpressions: [] },
    };
    const ports = [{ protocol: 'TCP' as const, port: 80 }];
    const snapshot = clusterWith({
      pods: [web0, agent],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
      networkPolicies: [{ ...guard, ingress: [{ peers: [clients], ports }] }],
    });
    const { findings } = checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: lost },
      { verdict: 'broken', codes: ['policy-uses-service-port', 'policy-ingress-denied'] },
    );
    expect(findings.map(({ hop, causedBy }) => [hop, causedBy])).toEqual([
      ['policy-ingress', []],
      ['policy-ingress', ['policy-uses-service-port']],
    ]);
  });

  it.each([
    ['Cluster', 'denied: web-0 is isolated by guard, and no rule allows this'],
    ['Local', 'allowed by guard'],
  ] as const)('judge what the pod sees behind a node port: externalTrafficPolicy %s', (policy, predicted) => {
    const clients = { podSelector: { matchLabels: { app: 'client' }, matchExpressions: [] } };
    const exposed = {
      ...web,
      type: 'NodePort' as const,
      ports: [{ ...servicePort(80, 8080), nodePort: 30080 }],
      externalTrafficPolicy: policy,
    };
    const n2 = node('n2', {}, { addresses: [{ type: 'InternalIP', address: '10.89.0.12' }] });
    const cluster = clusterWith({
      pods: [web0, agent],
      services: [exposed],
      endpointSlices: slicesFor(exposed, [web0]),
      networkPolicies: [{ ...guard, ingress: [{ peers: [clients], ports: [] }] }],
    });
    const snapshot = { ...cluster, nodes: new Map([['n2', n2]]) };
    const question = {
      from: { kind: 'pod', namespace: 'shop', name: client.name },
      to: { kind: 'address', address: '10.89.0.12' },
      port: 30080,
      protocol: 'TCP',
    } as const;
    const behaviour = { blackholes: ['10.244.1.10', '10.89.0.12'] };
    const { diagnosis } = diagnoseScripted(question, snapshot, simulateNetwork(snapshot, behaviour));
    expect(diagnosis.verdict).toBe('broken');
    expect(policyHops(diagnosis).at(-1)?.[2]).toBe(predicted);
  });

  it('are judged as Cilium means them where only the node shows it', () => {
    const proxy = pod('kube-system', 'kube-proxy-1', { 'k8s-app': 'kube-proxy' }, { hostNetwork: true });
    const pods = { ipBlock: { cidr: '10.244.0.0/16', except: [] } };
    const snapshot = clusterWith({
      pods: [web0, proxy],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
      networkPolicies: [{ ...guard, ingress: [{ peers: [pods], ports: [] }] }],
    });
    const network = simulateNetwork(snapshot, lost);
    const script: Script = (request) =>
      request.probe === 'links'
        ? '@ sys\nlink cilium_host 3 1500 up 0x1003 -\n@ status 0\n@ end\n'
        : network(request);
    const { findings } = checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), script },
      { verdict: 'broken', codes: ['policy-ipblock-ineffective', 'policy-ingress-denied'] },
    );
    expect(findings[1]?.summary).toContain('an ipBlock does not match pods there');
  });

  it('that deny a connection which works are no fault of it', () => {
    const diagnosis = checkDiagnosis(
      { snapshot: under(), to: toService('shop', 'web') },
      { verdict: 'reachable', codes: [] },
    );
    expect(policyHops(diagnosis)[1]?.[2]).toContain('it is not enforced here');
  });

  it('that deny what nobody could try leave it open', () => {
    const script: Script = () => ({ outcome: 'forbidden', reason: 'pods/exec is forbidden' });
    checkDiagnosis(
      { snapshot: under(agent), to: toService('shop', 'web'), script },
      { verdict: 'unknown', codes: ['policy-ingress-denied'] },
    );
  });

  it('that are not readable are not taken for none', () => {
    const snapshot = clusterWith({
      pods: [web0],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
      coverage: { networkpolicies: { state: 'forbidden', reason: 'networkpolicies is forbidden' } },
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web'), behaviour: lost },
      { verdict: 'broken', unverified: 'networkpolicies is forbidden' },
    );
  });

  it('on the way to the DNS are named beside those on the way to the target', () => {
    const egress = {
      ...guard,
      podSelector: { matchLabels: { app: 'client' }, matchExpressions: [] },
      policyTypes: ['Egress' as const],
      egress: [],
    };
    const snapshot = clusterWith({
      pods: [web0, agent],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
      networkPolicies: [egress],
    });
    checkDiagnosis(
      { snapshot, to: toName('web'), behaviour: { ...lost, dnsDown: true } },
      { verdict: 'broken', codes: ['policy-dns-denied', 'policy-egress-denied'] },
    );
  });
});

describe('what cannot be seen is never healthy', () => {
  it('without exec the answer is unknown, and says why', () => {
    const script: Script = () => ({ outcome: 'forbidden', reason: 'pods/exec is forbidden' });
    checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), script },
      { verdict: 'unknown', unverified: 'pods/exec is forbidden' },
    );
  });

  it('without tools in the image the answer is unknown', () => {
    const script: Script = () => ({ outcome: 'tool-missing', reason: 'sh: not found' });
    checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), script },
      { verdict: 'unknown', unverified: 'no tool for it' },
    );
  });

  it('from a node nothing is proven', () => {
    checkDiagnosis(
      { snapshot: healthy, to: toService('shop', 'web'), from: { kind: 'node', name: 'n1' } },
      { verdict: 'unknown' },
    );
  });

  it('a check whose resources are forbidden is named', () => {
    const broken = { ...web, selector: { app: 'wbe' } };
    const snapshot = clusterWith({
      services: [broken],
      coverage: { pods: { state: 'forbidden', reason: 'pods is forbidden' } },
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web') },
      { verdict: 'broken', unverified: 'pods is forbidden' },
    );
  });

  it('a mesh proxy accepts everything, so a connect proves nothing', () => {
    const meshed = { ...client, containers: [container('app'), container('istio-proxy')] };
    const snapshot = snapshotOf({
      pods: [dnsPod, meshed, web0],
      services: [dns, web],
      endpointSlices: [...slicesFor(dns, [dnsPod]), ...slicesFor(web, [web0])],
    });
    checkDiagnosis(
      { snapshot, to: toService('shop', 'web') },
      { verdict: 'unknown', unverified: 'mesh proxy' },
    );
  });
});
