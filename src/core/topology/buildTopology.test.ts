import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot, EndpointSlice, Pod, Service } from '../model/clusterSnapshot.ts';
import { buildTopology } from './buildTopology.ts';
import { flattenTopology } from './flattenTopology.ts';
import {
  coverageOf,
  deploymentPods,
  sampleContainer,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
  sliceFor,
  statefulSetPods,
} from './testing/sampleCluster.ts';

const flatTopology = (snapshot: ClusterSnapshot) => flattenTopology(buildTopology(snapshot));

/** A node as `state badge` with its reason, which is how the expectations below write it. */
function nodeLine(snapshot: ClusterSnapshot, id: string): string {
  const node = flatTopology(snapshot).nodes.get(id);
  if (node === undefined) return 'missing';
  return `${node.state} [${node.badge}] ${node.stateReason}`.trim();
}

function edgeLines(snapshot: ClusterSnapshot, kinds: readonly string[] = ['routes', 'exposes']): string[] {
  return [...flatTopology(snapshot).edges.values()]
    .filter(({ kind }) => kinds.includes(kind))
    .map(
      ({ from, to, kind, state, stateReason }) =>
        `${kind} ${from} > ${to}: ${`${state} ${stateReason}`.trim()}`,
    )
    .sort();
}

const shop = (pods: readonly Pod[], services: readonly Service[], slices?: readonly EndpointSlice[]) =>
  sampleSnapshot([
    samplePartition('shop', { pods, services, ...(slices === undefined ? {} : { endpointSlices: slices }) }),
  ]);

/** Hand-made endpoints at these addresses. */
function addressSlice(service: Service, addresses: readonly string[]): EndpointSlice {
  return {
    ...sliceFor(service, []),
    managedBy: 'someone-else',
    endpoints: addresses.map((address) => ({
      addresses: [address],
      ready: true,
      serving: true,
      terminating: false,
      hintedZones: [],
    })),
  };
}

const web = sampleService('shop', 'web');
const handMade = sampleService('shop', 'legacy', { selector: null });

describe('the state of a Service', () => {
  const cases: readonly (readonly [string, ClusterSnapshot, string])[] = [
    ['all endpoints ready', shop(deploymentPods('shop', 'web', 3), [web]), 'ok [:80]'],
    [
      'some endpoints ready',
      shop(deploymentPods('shop', 'web', 3, 2), [web]),
      'warning [2/3 ready · :80] 2 of 3 endpoints are ready',
    ],
    [
      'no endpoint ready',
      shop(deploymentPods('shop', 'web', 3, 0), [web]),
      'error [0/3 ready · :80] none of 3 endpoints is ready',
    ],
    [
      'the only endpoint not ready',
      shop(deploymentPods('shop', 'web', 1, 0), [web]),
      'error [0/1 ready · :80] its only endpoint is not ready',
    ],
    ['selects nothing', shop([], [web]), 'error [no endpoint · :80] selects no pod (app=web)'],
    [
      'selects only finished pods',
      shop([samplePod('shop', 'web-1', { labels: { app: 'web' }, phase: 'Succeeded' })], [web]),
      'error [no endpoint · :80] selects only finished pods (app=web)',
    ],
    [
      'selects pods that are in no slice',
      shop(deploymentPods('shop', 'web', 2), [web], []),
      'error [no endpoint · :80] selects 2 pods and has no endpoint',
    ],
    [
      'only terminating endpoints',
      shop(
        deploymentPods('shop', 'web', 1).map((pod) => ({
          ...pod,
          deletionTimestamp: '2026-01-01T00:00:00Z',
        })),
        [web],
      ),
      'warning [0/0 ready · :80] only terminating endpoints are left (1)',
    ],
    [
      'publishes endpoints that are not ready',
      shop(deploymentPods('shop', 'web', 2, 0), [{ ...web, publishNotReadyAddresses: true }]),
      'ok [:80]',
    ],
    [
      'no selector and no slices',
      shop([], [sampleService('shop', 'web', { selector: null })]),
      'warning [no endpoint · :80] has no selector, and nobody made endpoints for it',
    ],
    [
      'an empty selector is like none',
      shop(deploymentPods('shop', 'web', 2), [sampleService('shop', 'web', { selector: {} })], []),
      'warning [no endpoint · :80] has no selector, and nobody made endpoints for it',
    ],
    [
      'headless',
      shop(statefulSetPods('shop', 'web', 2), [sampleService('shop', 'web', { headless: true })]),
      'ok [headless :80]',
    ],
    [
      'headless without ready endpoints',
      shop(statefulSetPods('shop', 'web', 2, 0), [sampleService('shop', 'web', { headless: true })]),
      'error [0/2 ready · :80] none of 2 endpoints is ready',
    ],
    [
      'several ports',
      shop(deploymentPods('shop', 'web', 1), [
        {
          ...web,
          type: 'NodePort',
          ports: [53, 53, 9153].map((port, index) => ({
            name: `p${index}`,
            port,
            targetPort: port,
            protocol: index === 0 ? 'UDP' : 'TCP',
          })),
        },
      ]),
      'ok [NodePort :53/UDP :53 +1]',
    ],
  ];
  test.each(cases)('%s', (_, snapshot, expected) => {
    expect(nodeLine(snapshot, 'shop/service/web')).toBe(expected);
  });
});

describe('what cannot be seen is neither ok nor missing', () => {
  const broken = [samplePartition('shop', { pods: deploymentPods('shop', 'web', 2), services: [web] })];
  const empty = [samplePartition('shop', { services: [web] })];
  const partly = [samplePartition('shop', { pods: deploymentPods('shop', 'web', 2, 1), services: [web] })];
  const slices = (state: 'forbidden' | 'loading' | 'stale') =>
    coverageOf({ endpointslices: { state, reason: 'why' } });
  const cases: readonly (readonly [string, ClusterSnapshot, string])[] = [
    [
      'slices forbidden',
      sampleSnapshot(broken, { coverage: slices('forbidden') }),
      'unknown [:80] endpointslices: forbidden, why',
    ],
    [
      'pods loading',
      sampleSnapshot(empty, { coverage: coverageOf({ pods: { state: 'loading' } }) }),
      'unknown [no endpoint · :80] pods: loading',
    ],
    [
      'ok, and stale',
      sampleSnapshot(broken, { coverage: slices('stale') }),
      'unknown [:80] was ok when last seen (endpointslices: stale, why)',
    ],
    [
      'a warning, and stale',
      sampleSnapshot(partly, { coverage: slices('stale') }),
      'warning [1/2 ready · :80] 1 of 2 endpoints are ready (when last seen)',
    ],
    [
      'another namespace was listed',
      sampleSnapshot(broken, {
        coverage: coverageOf({ endpointslices: { state: 'complete', namespaces: ['other'] } }),
      }),
      'unknown [:80] endpointslices are not read in this namespace',
    ],
  ];
  test.each(cases)('%s', (_, snapshot, expected) => {
    expect(nodeLine(snapshot, 'shop/service/web')).toBe(expected);
  });
});

describe('pods and workloads', () => {
  const cases: readonly (readonly [string, readonly Pod[], string, string])[] = [
    [
      'a Deployment by its template hash',
      deploymentPods('shop', 'web', 2),
      'shop/deployment/web',
      'ok [2/2 ready]',
    ],
    [
      'a ReplicaSet of its own',
      [samplePod('shop', 'web-1', { owner: { kind: 'ReplicaSet', name: 'web', uid: 'u' } })],
      'shop/replicaset/web',
      'ok [1/1 ready]',
    ],
    [
      'a static pod stands for itself',
      [samplePod('shop', 'etcd-n1', { owner: { kind: 'Node', name: 'n1', uid: 'u' } })],
      'shop/pod/etcd-n1',
      'ok [ready]',
    ],
    [
      'none ready',
      statefulSetPods('shop', 'db', 2, 0),
      'shop/statefulset/db',
      'error [0/2 ready] none of 2 pods is ready',
    ],
    [
      'a Job that has finished',
      [samplePod('shop', 'j-1', { phase: 'Succeeded', owner: { kind: 'Job', name: 'j', uid: 'u' } })],
      'shop/job/j',
      'inactive [finished] all its pods have finished',
    ],
    [
      'crash loop',
      [
        samplePod('shop', 'p', {
          ready: false,
          containers: [
            sampleContainer({
              ready: false,
              state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 40s' },
            }),
          ],
        }),
      ],
      'shop/pod/p',
      'error [CrashLoopBackOff] container app waits: CrashLoopBackOff: back-off 40s',
    ],
    [
      'not ready',
      [samplePod('shop', 'p', { ready: false })],
      'shop/pod/p',
      'warning [not ready] is not ready: 1 container of 1 not ready (app)',
    ],
    [
      'unscheduled',
      [
        samplePod('shop', 'p', {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' }],
        }),
      ],
      'shop/pod/p',
      'error [unscheduled] cannot be scheduled: 0/2 nodes are available',
    ],
    [
      'evicted',
      [samplePod('shop', 'p', { phase: 'Failed', reason: 'Evicted' })],
      'shop/pod/p',
      'inactive [Evicted] failed: Evicted',
    ],
  ];
  test.each(cases)('%s', (_, pods, id, expected) => {
    expect(nodeLine(shop(pods, []), id)).toBe(expected);
  });
});

describe('edges', () => {
  test('a Service that selects a whole workload routes to it', () => {
    expect(edgeLines(shop(deploymentPods('shop', 'web', 3, 2), [web]))).toEqual([
      'routes shop/service/web > shop/deployment/web: warning 2 of 3 endpoints are ready',
    ]);
  });

  test('a Service that picks out one pod routes to that pod', () => {
    const service = sampleService('shop', 'db-0', {
      selector: { 'statefulset.kubernetes.io/pod-name': 'db-0' },
    });
    expect(edgeLines(shop(statefulSetPods('shop', 'db', 2), [service]))).toEqual([
      'routes shop/service/db-0 > shop/pod/db-0: ok',
    ]);
  });

  test('ports carry the numbers of the slices', () => {
    const service = {
      ...web,
      ports: [{ name: 'http', protocol: 'TCP' as const, port: 80, targetPort: 'web' }],
    };
    const [edge] = [...flatTopology(shop(deploymentPods('shop', 'web', 1), [service])).edges.values()].filter(
      ({ kind }) => kind === 'routes',
    );
    expect(edge?.ports).toEqual([{ protocol: 'TCP', port: 80, targetPort: '8080' }]);
  });

  test('hand-made slices lead to pods by their addresses, and outside otherwise', () => {
    const pod = samplePod('shop', 'old', { podIPs: ['10.244.0.9'] });
    const snapshot = shop([pod], [handMade], [addressSlice(handMade, ['10.244.0.9', '192.0.2.7'])]);
    expect(edgeLines(snapshot)).toEqual([
      'routes shop/service/legacy > outside/shop/192.0.2.7: ok',
      'routes shop/service/legacy > shop/pod/old: ok',
    ]);
    expect(nodeLine(snapshot, 'shop/service/legacy')).toBe('ok [no selector :80]');
  });

  test('many addresses are one thing', () => {
    const addresses = [1, 2, 3, 4, 5, 6].map((last) => `192.0.2.${last}`);
    expect(edgeLines(shop([], [handMade], [addressSlice(handMade, addresses)]))).toEqual([
      'routes shop/service/legacy > outside/shop/service/legacy: ok',
    ]);
  });

  test('clients from outside reach what is exposed', () => {
    const services = [
      sampleService('shop', 'a', { type: 'LoadBalancer' }),
      sampleService('shop', 'b', { type: 'NodePort' }),
      sampleService('shop', 'c', { externalIPs: ['192.0.2.1'] }),
      sampleService('shop', 'd'),
    ];
    expect(edgeLines(shop([], services), ['exposes'])).toEqual([
      'exposes clients/shop > shop/service/a: warning its load balancer has no address yet',
      'exposes clients/shop > shop/service/b: ok',
      'exposes clients/shop > shop/service/c: ok',
    ]);
  });

  const externalName = (name: string) =>
    sampleService('pay', 'alias', { type: 'ExternalName', externalName: name, selector: null, ports: [] });
  const names: readonly (readonly [string, string, string])[] = [
    ['web.shop.svc.cluster.local', 'routes pay/service/alias > shop/service/web: ok', 'ok [ExternalName]'],
    ['web.shop.svc', 'routes pay/service/alias > shop/service/web: ok', 'ok [ExternalName]'],
    ['web-0.web.shop.svc.my.domain.', 'routes pay/service/alias > shop/service/web: ok', 'ok [ExternalName]'],
    ['api.example.com', 'routes pay/service/alias > outside/pay/api.example.com: ok', 'ok [ExternalName]'],
    [
      'a.b.svc.example.com',
      'routes pay/service/alias > outside/pay/a.b.svc.example.com: ok',
      'ok [ExternalName]',
    ],
    [
      'gone.shop.svc',
      'routes pay/service/alias > outside/pay/shop/gone: error leads to shop/gone, which does not exist',
      'error [ExternalName] leads to shop/gone, which does not exist',
    ],
  ];
  test.each(names)('ExternalName %s', (name, edge, node) => {
    const snapshot = sampleSnapshot([
      samplePartition('pay', { services: [externalName(name)] }),
      samplePartition('shop', { services: [web], pods: deploymentPods('shop', 'web', 1) }),
    ]);
    expect(edgeLines(snapshot).filter((line) => line.includes('alias'))).toEqual([edge]);
    expect(nodeLine(snapshot, 'pay/service/alias')).toBe(node);
  });

  test('every edge joins two nodes, also where a namespace is not readable', () => {
    const snapshot = sampleSnapshot(
      [samplePartition('pay', { services: [externalName('web.secret.svc.cluster.local')] })],
      { coverage: coverageOf({ services: { state: 'complete', namespaces: ['pay'] } }) },
    );
    const { nodes, edges } = flatTopology(snapshot);
    expect(edges.size).toBe(1);
    for (const { from, to } of edges.values()) expect([nodes.has(from), nodes.has(to)]).toEqual([true, true]);
    expect(nodeLine(snapshot, 'pay/service/alias')).toBe(
      'unknown [ExternalName] the Services of secret are not readable',
    );
  });
});

describe('namespaces', () => {
  test('take the worst state of what is in them, with its reason', () => {
    const snapshot = shop(deploymentPods('shop', 'web', 2, 1), [web, sampleService('shop', 'cart')]);
    expect(nodeLine(snapshot, 'namespace/shop')).toBe(
      'error [1 of 2 Services broken · 2 pods] Service cart: selects no pod (app=cart)',
    );
  });

  test('that are empty are inactive, and unknown where that cannot be seen', () => {
    const partition = samplePartition('void');
    expect(nodeLine(sampleSnapshot([partition]), 'namespace/void')).toBe(
      'inactive [empty] has neither Services nor pods',
    );
    const coverage = coverageOf({ pods: { state: 'forbidden' } });
    expect(nodeLine(sampleSnapshot([samplePartition('void')], { coverage }), 'namespace/void')).toBe(
      'unknown [empty] pods: forbidden',
    );
  });
});

test('names of objects that are keys of JavaScript are nothing special', () => {
  const pod = samplePod('constructor', '__proto__', { labels: { constructor: 'toString' } });
  const service = sampleService('constructor', 'toString', { selector: { constructor: 'toString' } });
  const snapshot = sampleSnapshot([samplePartition('constructor', { pods: [pod], services: [service] })]);
  expect(edgeLines(snapshot)).toEqual([
    'routes constructor/service/toString > constructor/pod/__proto__: ok',
  ]);
});

test('an unchanged partition is not built again, and one in another context is', () => {
  const kept = samplePartition('kept', { pods: deploymentPods('kept', 'web', 2) });
  const before = flatTopology(sampleSnapshot([kept, samplePartition('other')]));
  const after = flatTopology(sampleSnapshot([kept, samplePartition('other', { services: [web] })]));
  const id = 'kept/deployment/web';
  expect(after.nodes.get(id)).toBe(before.nodes.get(id));
  const forbidden = sampleSnapshot([kept], { coverage: coverageOf({ pods: { state: 'forbidden' } }) });
  expect(flatTopology(forbidden).nodes.get(id)?.state).toBe('unknown');
});
