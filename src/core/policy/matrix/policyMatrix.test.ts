import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../evaluatePolicies.ts';
import { pairVerdict, policyMatrix } from './policyMatrix.ts';
import {
  arbitraryCluster,
  arbitraryDialect,
  arbitraryMatrixPort,
  everyEnd,
} from './testing/arbitraryCluster.ts';

describe('the matrix', () => {
  it('says what evaluating each pair says', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        arbitraryCluster,
        arbitraryMatrixPort,
        arbitraryDialect,
        fc.constantFrom(undefined, 4 as const, 6 as const),
        (snapshot, port, dialect, family) => {
          const ends = everyEnd(snapshot);
          const only = family === undefined ? {} : { family };
          const matrix = policyMatrix(snapshot, { ends, ports: [port], dialect, ...only });
          const [layer] = matrix.layers;
          const differences: string[] = [];
          ends.forEach((source, from) => {
            ends.forEach((destination, to) => {
              const { verdict } = evaluatePolicies(
                snapshot,
                { source, destination, ...port, ...only },
                dialect,
              );
              const mine = pairVerdict(matrix, layer!, from, to);
              if (mine !== verdict)
                differences.push(`${JSON.stringify([source, destination])}: ${mine}, not ${verdict}`);
            });
          });
          expect(differences).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
