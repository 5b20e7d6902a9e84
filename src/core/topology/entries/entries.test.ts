import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { Gateway, GatewayRoute } from '../../model/gateway.ts';
import type { Ingress } from '../../model/ingress.ts';
import { gateway, gatewayRoute, ingress, serviceBackend } from '../../testing/routingBuilder.ts';
import { buildTopology } from '../buildTopology.ts';
import { flattenTopology } from '../flattenTopology.ts';
import {
  coverageOf,
  deploymentPods,
  samplePartition,
  sampleService,
  sampleSnapshot,
} from '../testing/sampleCluster.ts';

const webClass = { name: 'web', controller: 'example.test/web', isDefault: false };
const gatewayClass = { name: 'web', controller: 'example.test/web', conditions: [] };

interface Content {
  readonly ingresses?: readonly Ingress[];
  readonly gateways?: readonly Gateway[];
  readonly gatewayRoutes?: readonly GatewayRoute[];
  readonly ready?: number;
}

/** A Service web on port 80 with two pods, and what leads to it. */
function shop({ ready = 2, ...entries }: Content, values: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return sampleSnapshot(
    [
      samplePartition('shop', {
        pods: deploymentPods('shop', 'web', 2, ready),
        services: [sampleService('shop', 'web')],
        ...entries,
      }),
      samplePartition('other', {
        pods: deploymentPods('other', 'api', 1),
        services: [sampleService('other', 'api')],
      }),
    ],
    {
      ingressClasses: new Map([['web', webClass]]),
      gatewayClasses: new Map([['web', gatewayClass]]),
      ...values,
    },
  );
}

function check(snapshot: ClusterSnapshot, id: string, node: string, edges: readonly string[]): void {
  const graph = flattenTopology(buildTopology(snapshot));
  const found = graph.nodes.get(id);
  expect(`${found?.state ?? 'missing'} [${found?.badge ?? ''}] ${found?.stateReason ?? ''}`.trim()).toBe(
    node,
  );
  const lines = [...graph.edges.values()]
    .filter(({ from, to }) => from === id || to === id)
    .map((edge) => `${edge.kind} ${edge.from} > ${edge.to}: ${`${edge.state} ${edge.stateReason}`.trim()}`);
  expect(lines.sort()).toEqual([...edges].sort());
}

describe('an Ingress', () => {
  const toWeb = { '/': serviceBackend('web', 80) };
  const outside = 'exposes clients/shop > shop/ingress/shop: ok';
  const cases: readonly (readonly [string, ClusterSnapshot, string, readonly string[]])[] = [
    [
      'that is served',
      shop({ ingresses: [ingress('shop', 'shop', 'shop.test', toWeb)] }),
      'ok [shop.test]',
      [outside, 'routes shop/ingress/shop > shop/service/web: ok'],
    ],
    [
      'to a port by name, with TLS',
      shop({
        ingresses: [
          ingress('shop', 'shop', 'shop.test', { '/': serviceBackend('web', 'http') }, { tlsHosts: ['x'] }),
        ],
      }),
      'ok [shop.test · TLS]',
      [outside, 'routes shop/ingress/shop > shop/service/web: ok'],
    ],
    [
      'to a Service that is not there',
      shop({ ingresses: [ingress('shop', 'shop', 'a.test', { '/': serviceBackend('gone', 80) })] }),
      'error [a.test] Service gone does not exist',
      [outside, 'routes shop/ingress/shop > outside/shop/shop/gone: error Service gone does not exist'],
    ],
    [
      'to a port that is not there, beside one that is',
      shop({
        ingresses: [ingress('shop', 'shop', 'a.test', { ...toWeb, '/b': serviceBackend('web', 81) })],
      }),
      'warning [a.test] 1 of 2 backends: /b: Service web has no port 81; it has http (80)',
      [
        outside,
        'routes shop/ingress/shop > shop/service/web: error Service web has no port 81; it has http (80)',
      ],
    ],
    [
      'to a Service without ready endpoints',
      shop({ ready: 0, ingresses: [ingress('shop', 'shop', 'a.test', toWeb)] }),
      'error [a.test] Service web none of 2 endpoints is ready',
      [
        outside,
        'routes shop/ingress/shop > shop/service/web: error Service web none of 2 endpoints is ready',
      ],
    ],
    [
      'that nobody has taken on',
      shop({ ingresses: [ingress('shop', 'shop', 'a.test', toWeb, { addresses: [] })] }),
      'unknown [a.test] no controller of class web has given it an address yet',
      [
        'exposes clients/shop > shop/ingress/shop: unknown it has no address yet',
        'routes shop/ingress/shop > shop/service/web: ok',
      ],
    ],
    [
      'of a class that does not exist',
      shop({
        ingresses: [ingress('shop', 'shop', 'a.test', toWeb, { addresses: [], className: 'wep' })],
      }),
      'warning [a.test] no IngressClass is named wep, and no controller has given it an address',
      [
        'exposes clients/shop > shop/ingress/shop: unknown it has no address yet',
        'routes shop/ingress/shop > shop/service/web: ok',
      ],
    ],
    [
      'of a class that does not exist, and is served',
      shop({ ingresses: [ingress('shop', 'shop', 'a.test', toWeb, { className: 'legacy' })] }),
      'ok [a.test]',
      [outside, 'routes shop/ingress/shop > shop/service/web: ok'],
    ],
    [
      'where Services are not readable',
      shop(
        { ingresses: [ingress('shop', 'shop', 'a.test', { '/': serviceBackend('gone', 80) })] },
        { coverage: coverageOf({ services: { state: 'forbidden' } }) },
      ),
      'unknown [a.test] the Services of shop are not readable',
      [
        outside,
        'routes shop/ingress/shop > outside/shop/shop/gone: unknown the Services of shop are not readable',
      ],
    ],
  ];
  test.each(cases)('%s', (_, snapshot, node, edges) => {
    check(snapshot, 'shop/ingress/shop', node, edges);
  });
});

describe('a Gateway', () => {
  const cases: readonly (readonly [string, Partial<Gateway>, string])[] = [
    ['programmed', {}, 'ok [HTTP :80]'],
    [
      'not accepted',
      { conditions: [{ type: 'Accepted', status: 'False', reason: 'InvalidParameters' }] },
      'error [HTTP :80] is not accepted: InvalidParameters',
    ],
    [
      'not programmed yet',
      { conditions: [{ type: 'Programmed', status: 'False', reason: 'Pending' }] },
      'warning [HTTP :80] is not programmed: Pending',
    ],
    ['nobody has answered', { conditions: [] }, 'unknown [HTTP :80] no controller has taken it on yet'],
    [
      'of no class',
      { conditions: [], className: 'gone' },
      'error [HTTP :80] GatewayClass gone does not exist',
    ],
    [
      'with a broken listener',
      {
        listeners: [
          {
            name: 'tls',
            port: 443,
            protocol: 'HTTPS',
            routesFrom: 'Same',
            conditions: [{ type: 'ResolvedRefs', status: 'False', reason: 'InvalidCertificateRef' }],
          },
        ],
      },
      'warning [HTTPS :443] listener tls is not resolved: InvalidCertificateRef',
    ],
  ];
  test.each(cases)('%s', (_, changes, node) => {
    const snapshot = shop({ gateways: [gateway('shop', 'gw', changes)] });
    check(snapshot, 'shop/gateway/gw', node, ['exposes clients/shop > shop/gateway/gw: ok']);
  });
});

describe('a route', () => {
  const toGateway = (conditions: Gateway['conditions']): Partial<GatewayRoute> => ({
    parents: [{ kind: 'Gateway', namespace: 'shop', name: 'gw', conditions }],
  });
  const from = 'routes shop/gateway/gw > shop/httproute/r';
  const cases: readonly (readonly [string, Partial<GatewayRoute>, string, readonly string[]])[] = [
    ['accepted', {}, 'ok [any host]', [`${from}: ok`, 'routes shop/httproute/r > shop/service/web: ok']],
    [
      'not accepted',
      toGateway([{ type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners' }]),
      'error [any host] Gateway shop/gw does not accept it: NotAllowedByListeners',
      [
        `${from}: error Gateway shop/gw does not accept it: NotAllowedByListeners`,
        'routes shop/httproute/r > shop/service/web: ok',
      ],
    ],
    [
      'nobody has answered',
      toGateway([]),
      'unknown [any host] no controller has answered for Gateway shop/gw yet',
      [
        `${from}: unknown no controller has answered for Gateway shop/gw yet`,
        'routes shop/httproute/r > shop/service/web: ok',
      ],
    ],
    [
      'to a Gateway that does not exist',
      { parents: [{ kind: 'Gateway', namespace: 'shop', name: 'gone', conditions: [] }] },
      'error [any host] Gateway shop/gone does not exist',
      ['routes shop/httproute/r > shop/service/web: ok'],
    ],
    [
      'to another namespace, and with weights',
      {
        backends: [
          { kind: 'Service', namespace: 'other', name: 'api', port: 80, weight: 9 },
          { kind: 'Service', namespace: 'shop', name: 'gone', port: 80, weight: 0 },
        ],
      },
      'ok [any host]',
      [
        `${from}: ok`,
        'routes shop/httproute/r > other/service/api: ok',
        'routes shop/httproute/r > outside/shop/shop/gone: inactive its weight is 0',
      ],
    ],
  ];
  test.each(cases)('%s', (_, changes, node, edges) => {
    const route = gatewayRoute('HTTPRoute', 'shop', 'r', 'gw', 'web', changes);
    check(
      shop({ gateways: [gateway('shop', 'gw')], gatewayRoutes: [route] }),
      'shop/httproute/r',
      node,
      edges,
    );
  });
});

test('a namespace with nothing but an Ingress is not empty', () => {
  const snapshot = sampleSnapshot([
    samplePartition('edge', { ingresses: [ingress('edge', 'all', 'a.test', {})] }),
  ]);
  expect(flattenTopology(buildTopology(snapshot)).nodes.get('namespace/edge')?.badge).toBe('1 Ingress');
});
