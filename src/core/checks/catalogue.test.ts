import { describe, expect, it } from 'vitest';
import { startInquiry } from '../diagnosis/inquiry.ts';
import type { Pod, Service } from '../model/clusterSnapshot.ts';
import type { ResourceName } from '../model/coverage.ts';
import { observe } from '../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import {
  container,
  pod,
  service,
  servicePort,
  slicesFor,
  snapshotOf,
  type SnapshotParts,
} from '../testing/snapshotBuilder.ts';
import { traceSnapshot } from '../testing/tracedSnapshot.ts';
import { checkCatalogue } from './catalogue.ts';
import type { Check, CheckResult } from './defineCheck.ts';
import type { CheckSubject } from './runChecks.ts';

const client = pod('shop', 'client-0', { app: 'client' }, { podIPs: ['10.244.1.2'] });
const web0 = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
const web = service('shop', 'web', { app: 'web' });
const whole: SnapshotParts = {
  pods: [client, web0],
  services: [web],
  endpointSlices: slicesFor(web, [web0]),
};

const workloads = (...items: unknown[]): Behaviour => ({
  reads: {
    '/apis/apps/v1/namespaces/shop/deployments': { items },
    '/apis/apps/v1/namespaces/shop/statefulsets': { items: [] },
  },
});
const deployment = (replicas: number, labels: object, containers: unknown[] = []): unknown => ({
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas, template: { metadata: { labels }, spec: { containers } } },
});

const asked = (changes: object): CheckSubject => ({
  scope: 'question',
  subject: {
    source: undefined,
    targetPod: undefined,
    targetService: undefined,
    port: 80,
    protocol: 'TCP',
    ...changes,
  },
});
const named = (name: string, exists: boolean | 'unknown'): CheckSubject => ({
  scope: 'name',
  subject: { source: client, name, candidates: [], clusterDomain: 'cluster.local', exists },
});
const served = (own: Service, role: 'target' | 'dns' = 'target'): CheckSubject => {
  const [first] = own.ports;
  return {
    scope: 'service',
    subject: { service: own, role, ...(first === undefined ? {} : { servicePort: first }) },
  };
};
const behind = (
  own: Service | undefined,
  target: Pod,
  port: number,
  siblingAnswers = false,
): CheckSubject => {
  const [first] = own?.ports ?? [];
  return {
    scope: 'backend',
    subject: {
      pod: target,
      address: target.podIPs[0] ?? '',
      port,
      protocol: 'TCP',
      siblingAnswers,
      ...(own === undefined ? {} : { service: own }),
      ...(first === undefined ? {} : { servicePort: first }),
    },
  };
};

const unready = {
  ...web0,
  conditions: [{ type: 'Ready', status: 'False' as const, message: 'probe failed' }],
};
const wrongSelector = { ...web, selector: { app: 'wbe' } };
const wrongPort = { ...web, ports: [servicePort(80, 8081)] };
const onLoopback: Behaviour = {
  ...workloads(deployment(1, { app: 'web' }, [{ name: 'app', args: ['--listen=127.0.0.1:8080'] }])),
  listens: { '10.244.1.10': ['127.0.0.1:8080'] },
};
const owned = {
  ...web0,
  labels: { app: 'web', 'pod-template-hash': 'abc' },
  owner: { kind: 'ReplicaSet', name: 'web-abc', uid: 'u' },
  containers: [container('app', 8080)],
};
const namedPort = (name: string): Service => ({ ...web, ports: [servicePort(80, name)] });
const none: Behaviour = { listens: { '10.244.1.10': [] } };

interface Row {
  readonly code: string;
  readonly title: string;
  readonly parts: SnapshotParts;
  readonly subject: CheckSubject;
  readonly behaviour?: Behaviour;
  readonly expected: CheckResult['kind'];
  /** Part of the command that the finding proposes. */
  readonly repair?: string;
}

const rows: readonly Row[] = [
  {
    code: 'pod-missing',
    title: 'a target that does not exist',
    parts: whole,
    subject: asked({ targetPod: { namespace: 'shop', name: 'web-1' } }),
    expected: 'finding',
  },
  {
    code: 'pod-missing',
    title: 'a source and a target that exist',
    parts: whole,
    subject: asked({ source: client, targetPod: web0 }),
    expected: 'pass',
  },
  {
    code: 'service-missing',
    title: 'a Service that does not exist',
    parts: whole,
    subject: asked({ targetService: { namespace: 'shop', name: 'wbe' } }),
    expected: 'finding',
  },
  {
    code: 'service-missing',
    title: 'a Service that exists',
    parts: whole,
    subject: asked({ targetService: web }),
    expected: 'pass',
  },
  {
    code: 'service-port-missing',
    title: 'a port that is none of its ports',
    parts: whole,
    subject: asked({ targetService: web, port: 8080 }),
    expected: 'finding',
  },
  {
    code: 'service-port-missing',
    title: 'a port by number',
    parts: whole,
    subject: asked({ targetService: web, port: 80 }),
    expected: 'pass',
  },
  {
    code: 'service-port-missing',
    title: 'a headless Service, whose clients dial the pod’s port',
    parts: { services: [{ ...web, headless: true }] },
    subject: asked({ targetService: web, port: 8080 }),
    expected: 'not-applicable',
  },
  {
    code: 'dns-cross-namespace-short-name',
    title: 'a name that only another namespace has',
    parts: { ...whole, services: [service('data', 'db', {})] },
    subject: named('db', false),
    expected: 'finding',
  },
  {
    code: 'dns-cross-namespace-short-name',
    title: 'a name that both namespaces have',
    parts: { services: [web, service('data', 'web', {})] },
    subject: named('web', true),
    expected: 'pass',
  },
  {
    code: 'dns-cross-namespace-short-name',
    title: 'a name that nobody has',
    parts: whole,
    subject: named('db', false),
    expected: 'pass',
  },
  {
    code: 'dns-cross-namespace-short-name',
    title: 'a qualified name',
    parts: whole,
    subject: named('db.data', false),
    expected: 'not-applicable',
  },
  {
    code: 'coredns-no-endpoints',
    title: 'DNS scaled to nothing',
    parts: { services: [web] },
    subject: served(web, 'dns'),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'finding',
  },
  {
    code: 'coredns-no-endpoints',
    title: 'DNS pods that are not ready',
    parts: { pods: [unready], services: [web], endpointSlices: slicesFor(web, [unready]) },
    subject: served(web, 'dns'),
    behaviour: workloads(deployment(1, { app: 'web' })),
    expected: 'finding',
  },
  {
    code: 'coredns-no-endpoints',
    title: 'a DNS replica that is ready',
    parts: whole,
    subject: served(web, 'dns'),
    expected: 'pass',
  },
  {
    code: 'service-selector-matches-nothing',
    title: 'a selector with a typing error',
    parts: { ...whole, services: [wrongSelector] },
    subject: served(wrongSelector),
    behaviour: workloads(),
    expected: 'finding',
  },
  {
    code: 'service-selector-matches-nothing',
    title: 'a selector that matches',
    parts: whole,
    subject: served(web),
    expected: 'pass',
  },
  {
    code: 'service-selector-matches-nothing',
    title: 'a selector whose workload has no pods now',
    parts: { services: [web] },
    subject: served(web),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'pass',
  },
  {
    code: 'service-selector-matches-nothing',
    title: 'a Service without a selector',
    parts: whole,
    subject: served(service('shop', 'own', undefined)),
    expected: 'not-applicable',
  },
  {
    code: 'service-named-port-missing',
    title: 'a name that no pod declares',
    parts: {
      pods: [{ ...web0, containers: [container('app', 8080, 'http')] }],
      services: [namedPort('htpp')],
    },
    subject: served(namedPort('htpp')),
    expected: 'finding',
  },
  {
    code: 'service-named-port-missing',
    title: 'a name that one of two pods declares',
    parts: {
      pods: [{ ...web0, containers: [container('app', 8080, 'http')] }, pod('shop', 'web-1', { app: 'web' })],
      services: [namedPort('http')],
    },
    subject: served(namedPort('http')),
    expected: 'pass',
  },
  {
    code: 'endpoints-none-ready',
    title: 'pods that are not ready',
    parts: { pods: [unready], services: [web], endpointSlices: slicesFor(web, [unready]) },
    subject: served(web),
    expected: 'finding',
  },
  {
    code: 'endpoints-none-ready',
    title: 'a workload scaled to nothing',
    parts: { services: [web] },
    subject: served(web),
    behaviour: workloads(deployment(0, { app: 'web' })),
    expected: 'finding',
  },
  {
    code: 'endpoints-none-ready',
    title: 'one ready endpoint',
    parts: whole,
    subject: served(web),
    expected: 'pass',
  },
  {
    code: 'endpoints-none-ready',
    title: 'not ready, and published all the same',
    parts: { pods: [unready], services: [web], endpointSlices: slicesFor(web, [unready]) },
    subject: served({ ...web, publishNotReadyAddresses: true }),
    expected: 'pass',
  },
  {
    code: 'service-target-port-wrong',
    title: 'a targetPort without a listener',
    parts: whole,
    subject: behind(wrongPort, web0, 8081),
    expected: 'finding',
  },
  {
    code: 'service-target-port-wrong',
    title: 'a targetPort with a listener',
    parts: whole,
    subject: behind(web, web0, 8080),
    expected: 'pass',
  },
  {
    code: 'service-target-port-wrong',
    title: 'a pod that differs from its siblings',
    parts: whole,
    subject: behind(wrongPort, web0, 8081, true),
    expected: 'pass',
  },
  {
    code: 'service-target-port-wrong',
    title: 'a pod in which nothing listens',
    parts: whole,
    subject: behind(wrongPort, web0, 8081),
    behaviour: none,
    expected: 'not-applicable',
  },
  {
    code: 'service-target-port-wrong',
    title: 'a wrong targetPort beside one that is right',
    parts: whole,
    subject: behind(
      { ...web, ports: [servicePort(80, 8081, 'http'), servicePort(81, 9090, 'admin')] },
      web0,
      8081,
    ),
    behaviour: { listens: { '10.244.1.10': ['0.0.0.0:8080', '0.0.0.0:9090'] } },
    expected: 'finding',
    repair: '/spec/ports/0/targetPort","value":8080',
  },
  {
    code: 'port-listening-on-loopback',
    title: 'a server told so by an argument',
    parts: { pods: [owned] },
    subject: behind(undefined, owned, 8080),
    behaviour: onLoopback,
    expected: 'finding',
  },
  {
    code: 'port-listening-on-loopback',
    title: 'a server told so by a variable, beside the address of a neighbour',
    parts: { pods: [owned] },
    subject: behind(undefined, owned, 8080),
    behaviour: {
      ...workloads(
        deployment(1, { app: 'web' }, [
          {
            name: 'app',
            env: [
              { name: 'HOST', value: '127.0.0.1' },
              { name: 'UPSTREAM_URL', value: 'http://localhost:9001/' },
            ],
          },
        ]),
      ),
      listens: { '10.244.1.10': ['127.0.0.1:8080'] },
    },
    expected: 'finding',
    repair: 'HOST=0.0.0.0',
  },
  {
    code: 'port-listening-on-loopback',
    title: 'a loopback port beside a public one',
    parts: whole,
    subject: behind(undefined, web0, 8080),
    behaviour: { listens: { '10.244.1.10': ['127.0.0.1:9901', '0.0.0.0:8080'] } },
    expected: 'pass',
  },
  {
    code: 'port-listening-on-loopback',
    title: 'nothing at all',
    parts: whole,
    subject: behind(undefined, web0, 8080),
    behaviour: none,
    expected: 'not-applicable',
  },
  {
    code: 'port-not-listening',
    title: 'nothing listens',
    parts: whole,
    subject: behind(undefined, web0, 8080),
    behaviour: none,
    expected: 'finding',
  },
  {
    code: 'port-not-listening',
    title: 'a listener on all addresses',
    parts: whole,
    subject: behind(undefined, web0, 8080),
    expected: 'pass',
  },
];

/** Needs are about the objects of the subject too: whoever is handed a pod or a Service reads that resource. */
function resourcesOfSubject({ scope, subject }: CheckSubject): readonly ResourceName[] {
  if (scope === 'service') return ['services'];
  if (scope === 'backend') return subject.service === undefined ? ['pods'] : ['pods', 'services'];
  return [];
}

function evaluate(row: Row): { result: CheckResult; read: ReadonlySet<ResourceName> } {
  const check = checkCatalogue.find(({ code }) => code === row.code) as Check;
  const plain = snapshotOf(row.parts);
  const script = simulateNetwork(plain, row.behaviour);
  const { snapshot, read } = traceSnapshot(plain);
  const observations = new Map<string, ReturnType<typeof observe>>();
  for (let round = 0; round < 10; round += 1) {
    const inquiry = startInquiry([...observations.values()]);
    const result = check.evaluate(row.subject.subject, { snapshot, inquiry });
    if (result.kind !== 'pending') return { result, read };
    for (const request of inquiry.wanted()) observations.set(request.key, observe(request, script(request)));
  }
  throw new Error('the check never ends asking');
}

describe('every check', () => {
  it.each(rows.map((row) => [row.code, row.title, row] as const))('%s: %s', (_code, _title, row) => {
    const { result } = evaluate(row);
    expect(result).toMatchObject({ kind: row.expected });
    if (result.kind !== 'finding') return;
    expect(result.remediation.text).not.toBe('');
    if (row.repair !== undefined) expect(result.remediation.commands.join('\n')).toContain(row.repair);
    expect(result.evidence.length).toBeGreaterThan(0);
    expect(result.objects.length).toBeGreaterThan(0);
  });

  it.each(checkCatalogue.map(({ code }) => code))('%s has a positive and a negative case', (code) => {
    const kinds = rows.filter((row) => row.code === code).map(({ expected }) => expected);
    expect(kinds).toContain('finding');
    expect(kinds.some((kind) => kind === 'pass' || kind === 'not-applicable')).toBe(true);
  });

  it.each(checkCatalogue.map((check) => [check.code, check.needs] as const))(
    '%s declares what it reads',
    (code, needs) => {
      const own = rows.filter((row) => row.code === code);
      const read = new Set(own.flatMap((row) => [...evaluate(row).read, ...resourcesOfSubject(row.subject)]));
      expect([...read].sort()).toEqual([...needs].sort());
    },
  );

  it('has a code of its own, and explains codes that follow the style', () => {
    const codes = checkCatalogue.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, explains } of checkCatalogue)
      for (const own of [code, ...explains]) expect(own).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });
});
