import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { pairVerdict, policyMatrix } from './policyMatrix.ts';
import { arbitraryCluster, arbitraryMatrixPort, everyEnd } from './testing/arbitraryCluster.ts';
import { arbitraryNetworkPolicies } from './testing/arbitraryPolicies.ts';
import type { MatrixPort } from './classMatcher.ts';

function verdictsOf(snapshot: ClusterSnapshot, port: MatrixPort): readonly string[] {
  const ends = everyEnd(snapshot);
  const matrix = policyMatrix(snapshot, { ends, ports: [port] });
  return ends.flatMap((_source, from) =>
    ends.map((_destination, to) => pairVerdict(matrix, matrix.layers[0]!, from, to)),
  );
}

/** The same cluster with every NetworkPolicy changed. */
function withPolicies(
  snapshot: ClusterSnapshot,
  change: (policies: readonly NetworkPolicy[]) => readonly NetworkPolicy[],
): ClusterSnapshot {
  return {
    ...snapshot,
    namespaces: new Map(
      [...snapshot.namespaces].map(([name, partition]) => {
        const policies = change([...partition.networkPolicies.values()]);
        return [
          name,
          { ...partition, networkPolicies: new Map(policies.map((policy) => [policy.name, policy])) },
        ];
      }),
    ),
  };
}

describe('properties of NetworkPolicies', { timeout: 120_000 }, () => {
  it('their order, and that of rules, peers and ports, does not matter', () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryMatrixPort, (snapshot, port) => {
        const reversed = withPolicies(snapshot, (policies) =>
          policies.toReversed().map((policy, index) => {
            const rules = (own: NetworkPolicy['ingress']): NetworkPolicy['ingress'] =>
              own.toReversed().map(({ peers, ports }) => ({
                peers: peers.toReversed(),
                ports: ports.toReversed(),
              }));
            return {
              ...policy,
              // Names decide the order in which they are compiled.
              name: `renamed-${index}`,
              ingress: rules(policy.ingress),
              ...(policy.egress === undefined ? {} : { egress: rules(policy.egress) }),
            };
          }),
        );
        expect(verdictsOf(reversed, port)).toEqual(verdictsOf(snapshot, port));
      }),
      { numRuns: 40 },
    );
  });

  it('one more rule in a policy never closes a connection', () => {
    fc.assert(
      fc.property(
        arbitraryCluster,
        arbitraryNetworkPolicies,
        arbitraryMatrixPort,
        (snapshot, others, port) => {
          const [added] = others.flatMap(({ ingress }) => ingress);
          if (added === undefined) return;
          const wider = withPolicies(snapshot, (policies) =>
            // policyTypes are written, since one more egress rule in a policy without them would isolate.
            policies.map((policy) =>
              policy.policyTypes.length === 0
                ? policy
                : {
                    ...policy,
                    ingress: [...policy.ingress, added],
                    egress: [...(policy.egress ?? []), added],
                  },
            ),
          );
          const before = verdictsOf(snapshot, port);
          const closed = verdictsOf(wider, port).filter(
            (verdict, index) =>
              (before[index] === 'allow' && verdict !== 'allow') ||
              (before[index] !== 'deny' && verdict === 'deny'),
          );
          expect(closed).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
