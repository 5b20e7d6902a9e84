import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSnapshotInput } from '../../documents/readSnapshotInput.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { kubernetesDialect } from '../dialect.ts';
import { allowedConnections } from './allowedConnections.ts';
import { blocksOfRanges } from './outsideRanges.ts';
import { formatPorts } from './portSegments.ts';

const workload = (name: string, port = ''): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, ports: [${port}] }] }
`;
const policy = (name: string, spec: string): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;

function snapshotOf(...texts: readonly string[]): ClusterSnapshot {
  const { value } = readSnapshotInput([{ name: 'a', text: texts.join('') }], {
    context: 'input',
    asOf: '2026-01-31T12:00:00.000Z',
    assumeComplete: true,
  });
  return value!.snapshot;
}

/** Each as `from > to: allowed | partly | unknown`. */
function check(texts: readonly string[], expected: readonly string[]): void {
  const { connections } = allowedConnections(snapshotOf(...texts), kubernetesDialect);
  const lines = connections.map(({ from, to, allowed, partly, unknown }) => {
    const all = [allowed, partly, unknown].map((ports) => ports.join(' ')).join(' | ');
    const short = (names: readonly string[]): string =>
      names.map((name) => name.replace('shop/deployment/', '')).join();
    return `${short(from)} > ${short(to)}: ${all.replace('TCP any UDP any SCTP any', 'all')}`.replace(
      /[ |]+$/,
      '',
    );
  });
  expect(lines).toEqual(expected);
}

const web = workload('web', '{ name: http, containerPort: 8080 }');
const db = workload('db', '{ name: pg, containerPort: 5432 }');

describe('allowedConnections', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'no policy',
      [web, db],
      [
        'db,web > db: all',
        '0.0.0.0/0 > db: all',
        'db,web > web: all',
        '0.0.0.0/0 > web: all',
        'db,web > 0.0.0.0/0: all',
      ],
    ],
    [
      'a range, a name and a block',
      [
        web,
        db,
        policy(
          'p',
          '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: pg }, { port: 9000, endPort: 9010 }] }, { from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ port: 53, protocol: UDP }] }] }',
        ),
      ],
      [
        // Whether a pod without an address is in the block nobody knows.
        'db > db:  |  | UDP 53',
        'web > db: TCP 5432,9000-9010 |  | UDP 53',
        '10.0.0.0/16,10.2.0.0/15,10.4.0.0/14,10.8.0.0/13,10.16.0.0/12,10.32.0.0/11,10.64.0.0/10,10.128.0.0/9 > db: UDP 53',
        'db,web > web: all',
        '0.0.0.0/0 > web: all',
        'db,web > 0.0.0.0/0: all',
      ],
    ],
    [
      'nothing out, but to one block',
      [
        db,
        policy(
          'p',
          '{ podSelector: {}, policyTypes: [Ingress, Egress], egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 443 }] }] }',
        ),
      ],
      ['db > 192.0.2.0/24: TCP 443'],
    ],
    [
      'IPv6 where a policy names it',
      [db, policy('p', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "2001:db8::/32" } }] }] }')],
      ['db > db:  |  | all', '2001:db8::/32 > db: all', 'db > 0.0.0.0/0,::/0: all'],
    ],
  ])('%s', (_title, texts, expected) => {
    check(texts, expected);
  });

  it('tells pods of one workload apart where policies do', () => {
    const mixed = `${web}---
apiVersion: v1
kind: Pod
metadata:
  name: db-a
  namespace: shop
  labels: { app: db, tier: a }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true }]
spec: { containers: [{ name: c }] }
---
apiVersion: v1
kind: Pod
metadata:
  name: db-b
  namespace: shop
  labels: { app: db }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true }]
spec: { containers: [{ name: c }] }
`;
    const deny = policy('p', '{ podSelector: { matchLabels: { tier: a } }, policyTypes: [Ingress] }');
    const { connections } = allowedConnections(snapshotOf(mixed, deny), kubernetesDialect);
    const toDb = connections.find(
      ({ from, to }) => from[0] === 'shop/deployment/web' && to[0] === 'shop/statefulset/db',
    );
    expect(toDb).toMatchObject({ allowed: [], partly: ['TCP any', 'UDP any', 'SCTP any'] });
  });
});

describe('blocksOfRanges', () => {
  it('holds just the addresses of the ranges', () => {
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(70_000), (one, other) => {
        const [first, last] = [BigInt(Math.min(one, other)), BigInt(Math.max(one, other))];
        const sizes = blocksOfRanges([{ family: 4, first, last }]).map(
          (block) => 2n ** (32n - BigInt(block.split('/')[1] ?? 0)),
        );
        expect(sizes.reduce((sum, size) => sum + size, 0n)).toBe(last - first + 1n);
      }),
    );
  });
});

describe('formatPorts', () => {
  it.each([
    [[{ first: 1, last: 65535 }], 'any'],
    [[{ first: 80, last: 80 }], '80'],
    [
      [
        { first: 90, last: 95 },
        { first: 80, last: 80 },
        { first: 81, last: 89 },
      ],
      '80-95',
    ],
    [
      [
        { first: 1, last: 79 },
        { first: 81, last: 65535 },
      ],
      '1-79,81-65535',
    ],
  ])('%j', (ranges, expected) => {
    expect(formatPorts(ranges)).toBe(expected);
  });
});
