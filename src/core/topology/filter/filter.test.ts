import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingress, serviceBackend } from '../../testing/routingBuilder.ts';
import { buildTopology } from '../buildTopology.ts';
import { flattenTopology } from '../flattenTopology.ts';
import {
  deploymentPods,
  samplePartition,
  samplePod,
  sampleService,
  sampleSnapshot,
} from '../testing/sampleCluster.ts';
import { filterTopology } from './filterTopology.ts';
import { parseFilter } from './parseFilter.ts';
import { TopologyFilter } from './topologyFilter.ts';

const snapshot = sampleSnapshot([
  samplePartition('shop', {
    pods: [
      ...deploymentPods('shop', 'web', 2).map((pod, index) => ({ ...pod, nodeName: `n${index}` })),
      ...deploymentPods('shop', 'api', 1, 0),
    ],
    services: [sampleService('shop', 'web'), sampleService('shop', 'api', { labels: { tier: 'back' } })],
    ingresses: [ingress('shop', 'front', 'a.test', { '/': serviceBackend('web', 80) })],
  }),
  samplePartition('pay', {
    services: [sampleService('pay', 'alias', { type: 'ExternalName', externalName: 'web.shop.svc' })],
    pods: [samplePod('pay', 'job', { labels: { app: 'job', team: 'a b' } })],
  }),
  samplePartition('void'),
]);

/** What a search leaves, without frames; pods of Deployments as `NAME-*`. */
function found(text: string): string[] {
  const { nodes } = flattenTopology(filterTopology(buildTopology(snapshot), new TopologyFilter(text)));
  return [...nodes.values()]
    .filter(({ kind }) => kind !== 'namespace')
    .map(({ id }) => id.replace(/(pod\/\w+)-.*/, '$1-*'))
    .sort();
}

const toWeb = [
  'clients/shop',
  'pay/service/alias',
  'shop/deployment/web',
  'shop/ingress/front',
  'shop/service/web',
];

describe('a search', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['deployment:x', []],
    ['kind:deployment web', [...toWeb, 'shop/pod/web-*', 'shop/pod/web-*']],
    ['node:n1', [...toWeb, 'shop/pod/web-*']],
    ['node:n*', [...toWeb, 'shop/pod/web-*', 'shop/pod/web-*']],
    ['label:app=job', ['pay/pod/job']],
    ['label:"team in (x, a b)"', ['pay/pod/job']],
    ['label:"app in (job,none),!tier"', ['pay/pod/job']],
    ['label:tier=back', ['shop/deployment/api', 'shop/service/api']],
    ['state:problem', ['shop/deployment/api', 'shop/pod/api-*', 'shop/service/api']],
    ['kind:ingress', ['clients/shop', 'shop/deployment/web', 'shop/ingress/front', 'shop/service/web']],
    ['ns:pay -kind:service', ['pay/pod/job']],
    ['ns:pay ns:shop kind:pod job', ['pay/pod/job']],
    ['ns:pa', []],
    ['ns:pa* kind:pod', ['pay/pod/job']],
  ];
  test.each(cases)('%s', (text, expected) => {
    if (text === 'deployment:x') expect(new TopologyFilter(text).problems).toHaveLength(1);
    else expect(found(text)).toEqual([...expected].sort());
  });

  test('for a namespace keeps it even when it is empty', () => {
    const left = filterTopology(buildTopology(snapshot), new TopologyFilter('void'));
    expect([...left.parts.keys()]).toEqual(['namespace/void']);
  });
});

test.each([
  ['state:odd', '"odd" is no state: ok, warning, error, unknown, inactive, problem'],
  ['label:"a in b"', '"a in b" is no label selector: app=web, tier in (a,b), !canary'],
  ['name:x', '"name:" is not understood; there are namespace:, label:, state:, node: and kind:'],
  ['label:', 'Nothing stands after label:'],
  ['"web', 'A quotation mark is not closed: "web'],
])('%s is a problem in words', (text, problem) => {
  expect(parseFilter(text).problems).toEqual([problem]);
});

test('nothing that is typed throws, and what is kept has its frame and ends', () => {
  const topology = buildTopology(snapshot);
  const word = fc.constantFrom(
    'web',
    'ns:',
    'label:',
    'app=web',
    '"',
    '-',
    'state:ok',
    ' ',
    '*',
    '(',
    'kind:pod',
    ',',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join('')),
      ),
      (text) => {
        const { nodes, edges } = flattenTopology(filterTopology(topology, new TopologyFilter(text)));
        for (const { parent } of nodes.values())
          if (parent !== undefined) expect(nodes.has(parent)).toBe(true);
        for (const { from, to } of edges.values())
          expect([nodes.has(from), nodes.has(to)]).toEqual([true, true]);
      },
    ),
  );
});
