import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotShape } from '../documents/snapshotShape.ts';
import type { Projection } from './projection.ts';
import { projectEndpointSlice } from './projectEndpointSlice.ts';
import { projectNamespace } from './projectNamespace.ts';
import { projectNetworkPolicy } from './projectNetworkPolicy.ts';
import { projectNode } from './projectNode.ts';
import { projectPod } from './projectPod.ts';
import { projectService } from './projectService.ts';

const projections: readonly [field: string, project: (raw: unknown) => Projection<unknown>][] = [
  ['namespaces', projectNamespace],
  ['nodes', projectNode],
  ['pods', projectPod],
  ['services', projectService],
  ['endpointSlices', projectEndpointSlice],
  ['networkPolicies', projectNetworkPolicy],
];

/** Names of the fields that projections read, so that random objects reach their inner readers. */
const fieldNames = [
  'metadata spec status name namespace uid labels annotations ownerReferences controller kind deletionTimestamp',
  'containers initContainers containerStatuses restartPolicy ports containerPort protocol hostPort image state',
  'running waiting terminated reason message exitCode ready restartCount podIPs podIP ip dnsConfig options value',
  'hostAliases hostnames conditions type addresses address podCIDRs unschedulable clusterIPs clusterIP selector',
  'targetPort port nodePort externalName loadBalancer ingress egress sessionAffinity addressType endpoints targetRef',
  'hints forZones serving terminating podSelector matchLabels matchExpressions key operator values policyTypes',
  'from to ipBlock cidr except namespaceSelector endPort __proto__ constructor',
]
  .join(' ')
  .split(' ');

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    'TCP',
    'Pod',
    'True',
    'IPv4',
    'Ingress',
    'Always',
    'None',
    0,
    80,
    65_536,
    -1,
    1.5,
  ),
  fc.string({ maxLength: 5 }),
  fc.boolean(),
);
const { node: hostile } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...fieldNames), tie('node'), { maxKeys: 6 }),
  ),
}));

function documentWith(field: string, value: unknown): unknown {
  const complete = { state: 'complete' };
  return {
    schema: 'podpath/snapshot/v1',
    asOf: '2026-01-01T00:00:00Z',
    context: '',
    coverage: {
      namespaces: complete,
      nodes: complete,
      pods: complete,
      services: complete,
      endpointslices: complete,
      networkpolicies: complete,
    },
    namespaces: [],
    nodes: [],
    pods: [],
    services: [],
    endpointSlices: [],
    networkPolicies: [],
    [field]: [value],
  };
}

describe.each(projections)('projection to %s', (field, project) => {
  it('takes anything and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.jsonValue(), fc.anything()), (raw) => {
        const { value, errors } = project(raw);
        if (value === undefined) expect(errors).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives only what a snapshot document may hold', () => {
    const named = fc.record({
      metadata: fc
        .dictionary(fc.constantFrom(...fieldNames), hostile, { maxKeys: 4 })
        .map((rest) => ({ ...rest, name: 'a', namespace: 'b', labels: { c: 'd' } })),
      spec: fc.dictionary(fc.constantFrom(...fieldNames), hostile, { maxKeys: 8 }),
      status: fc.dictionary(fc.constantFrom(...fieldNames), hostile, { maxKeys: 8 }),
      addressType: fc.constantFrom('IPv4', 'FQDN'),
      ports: hostile,
      endpoints: hostile,
    });
    fc.assert(
      fc.property(named, (raw) => {
        const { value } = project(raw);
        if (value === undefined) return;
        const errors: string[] = [];
        snapshotShape.read(JSON.parse(JSON.stringify(documentWith(field, value))), '$', errors);
        expect(errors).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('names the object and the field, in few words however hostile', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const { errors } = project({ metadata: { name: 'n'.repeat(10_000), namespace: 'shop' }, spec: raw });
        for (const error of errors) expect(error.length).toBeLessThan(700);
        expect(errors.length).toBeLessThanOrEqual(21);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an object without an identity', () => {
  it.each([
    ['text', 'pod: not an object'],
    [{}, 'pod: metadata.name: missing'],
    [{ metadata: { name: 'a' } }, 'pod/a: metadata.namespace: missing'],
    [{ metadata: [] }, 'pod: metadata: expected an object, found a list'],
    [{ metadata: { name: 7 } }, 'pod: metadata.name: expected text, found the number 7'],
    [
      { metadata: { name: 'a', namespace: 'b', labels: { c: 1 } } },
      'b/pod/a: metadata.labels["c"]: expected text, found the number 1',
    ],
  ])('%j', (raw, error) => {
    expect(projectPod(raw)).toEqual({ errors: [error] });
  });
});
