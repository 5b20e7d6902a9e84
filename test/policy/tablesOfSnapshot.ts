import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import { evaluatePolicies } from '../../src/core/policy/evaluatePolicies.ts';
import { pairVerdict, policyMatrix } from '../../src/core/policy/matrix/policyMatrix.ts';
import type { PolicyEnd, PolicyVerdict } from '../../src/core/policy/policyQuery.ts';
import type { ConnectionTable } from './cyclonus/cyclonus.ts';
import type { PolicyCluster, PolicyPod } from './policyCluster.ts';

const marks: Readonly<Record<PolicyVerdict, string>> = { allow: '.', deny: 'X', unknown: '?' };

function endOf({ namespace, name, ip }: PolicyPod): PolicyEnd {
  return namespace === '' ? { kind: 'address', address: ip } : { kind: 'pod', namespace, name };
}

/** What this engine says pair by pair, in the form in which the other engines answer: one table a port. */
export function tablesOfSnapshot(
  snapshot: ClusterSnapshot,
  cluster: PolicyCluster,
): readonly ConnectionTable[] {
  return cluster.ports.map(({ port, protocol }) => {
    const rows = cluster.pods.map((source) =>
      cluster.pods.map((destination) =>
        evaluatePolicies(snapshot, {
          source: endOf(source),
          destination: endOf(destination),
          port,
          protocol,
        }),
      ),
    );
    return {
      ingress: rows.map((row) => row.map(({ ingress }) => marks[ingress.verdict]).join('')),
      egress: rows.map((row) => row.map(({ egress }) => marks[egress.verdict]).join('')),
      combined: rows.map((row) => row.map(({ verdict }) => marks[verdict]).join('')),
    };
  });
}

/** What the matrix says, which knows no directions. */
export function combinedTablesOfMatrix(
  snapshot: ClusterSnapshot,
  cluster: PolicyCluster,
): readonly (readonly string[])[] {
  const matrix = policyMatrix(snapshot, { ends: cluster.pods.map(endOf), ports: cluster.ports });
  return matrix.layers.map((layer) =>
    cluster.pods.map((_source, from) =>
      cluster.pods.map((_destination, to) => marks[pairVerdict(matrix, layer, from, to)]).join(''),
    ),
  );
}

/**
 * Where two tables differ, in words. Connections of an end with itself are left out: whether a pod may talk to itself is the
 * first entry of disagreements.ts.
 */
export function differencesBetween(
  cluster: PolicyCluster,
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  return cluster.pods.flatMap((source, from) =>
    cluster.pods.flatMap((destination, to) => {
      const [own, other] = [ours[from]?.[to], theirs[from]?.[to]];
      // A blank is a question that the other engine did not ask.
      if (from === to || own === other || other === ' ') return [];
      const name = (pod: PolicyPod): string =>
        pod.namespace === '' ? pod.ip : `${pod.namespace}/${pod.name}`;
      return [`${name(source)} > ${name(destination)}: ${String(own)}, not ${String(other)}`];
    }),
  );
}
