import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { pairVerdict, policyMatrix } from '../matrix/policyMatrix.ts';
import {
  arbitraryCluster,
  arbitraryDialect,
  arbitraryMatrixPort,
  everyEnd,
} from '../matrix/testing/arbitraryCluster.ts';
import { policyScene } from '../testing/policyScene.ts';
import { policyDifference } from './policyDifference.ts';

/** The same cluster under the policies, namespaces and labels of another one. */
function changed(before: ClusterSnapshot, other: ClusterSnapshot): ClusterSnapshot {
  return {
    ...before,
    coverage: other.coverage,
    otherPolicies: other.otherPolicies,
    namespaces: new Map(
      [...before.namespaces].map(([name, partition]) => {
        const theirs = other.namespaces.get(name);
        const labels = [...(theirs?.pods.values() ?? [])].map((pod) => pod.labels);
        const pods = [...partition.pods].map(
          ([key, pod], index) => [key, { ...pod, labels: labels[index] ?? pod.labels }] as const,
        );
        const networkPolicies = theirs?.networkPolicies ?? partition.networkPolicies;
        return [
          name,
          {
            ...partition,
            ...(theirs?.namespace ? { namespace: theirs.namespace } : {}),
            networkPolicies,
            pods: new Map(pods),
          },
        ];
      }),
    ),
  };
}

describe('the difference', () => {
  it('is the matrix after minus the matrix before', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        arbitraryCluster,
        arbitraryCluster,
        arbitraryMatrixPort,
        arbitraryDialect,
        (before, other, port, dialect) => {
          const after = changed(before, other);
          const ends = everyEnd(before);
          const question = { ends, ports: [port], dialect };
          const [earlier, later] = [policyMatrix(before, question), policyMatrix(after, question)];
          const expected = new Set<string>();
          ends.forEach((_source, from) => {
            ends.forEach((_destination, to) => {
              const was = pairVerdict(earlier, earlier.layers[0]!, from, to);
              const now = pairVerdict(later, later.layers[0]!, from, to);
              if (was !== now && from !== to) expected.add(`${from} > ${to}: ${was} ${now}`);
            });
          });
          const difference = policyDifference(before, after, question);
          const { identity } = earlier.classes;
          const found = new Set<string>();
          let connections = 0;
          for (const { was, now, sources, destinations, connections: own } of difference.ports[0]!.changes) {
            connections += own;
            for (const from of sources) {
              for (const to of destinations) {
                const isSelf = from === to || (identity[from] !== -1 && identity[from] === identity[to]);
                if (!isSelf) found.add(`${from} > ${to}: ${was} ${now}`);
              }
            }
          }
          expect([...found].sort()).toEqual([...expected].sort());
          expect(connections).toBe(expected.size);
        },
      ),
      { numRuns: 40 },
    );
  });

  const pods = [
    'shop/web-0 app=web @n1 10.0.0.1 :http=8080',
    'shop/web-1 app=web @n2 10.0.0.2 :http=8080',
    'shop/db-0 app=db @n1 10.0.0.9 :5432',
    'other/cart app=cart @n1 10.0.0.7 :http=8080',
  ];
  const policy = `
kind: NetworkPolicy
metadata: { namespace: shop, name: db }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }]
`;
  const ports = [8080, 5432].map((port) => ({ port, protocol: 'TCP' as const }));

  it('of a first policy closes what it does not allow, once for a group of like pods', () => {
    const difference = policyDifference(policyScene(pods), policyScene(pods, policy), {
      ports,
      declaredOnly: true,
    });
    expect(difference).toMatchObject({ opened: 0, closed: 1 });
    expect(difference.ports.flatMap(({ changes }) => changes)).toEqual([
      { was: 'allow', now: 'deny', sources: [3], destinations: [2], connections: 1 },
    ]);
  });

  it('counts a port that no pod declares only when told to', () => {
    const difference = policyDifference(policyScene(pods, policy), policyScene(pods), { ports });
    expect(difference).toMatchObject({ opened: 4, closed: 0 });
    expect(difference.ports[0]!.changes).toEqual([
      { was: 'deny', now: 'allow', sources: [0, 1, 3], destinations: [2], connections: 3 },
    ]);
  });
});
