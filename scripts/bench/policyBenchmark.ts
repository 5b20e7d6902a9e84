import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import type {
  NetworkPolicy,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../../src/core/model/networkPolicy.ts';
import { evaluatePolicies } from '../../src/core/policy/evaluatePolicies.ts';
import { policyDifference } from '../../src/core/policy/difference/policyDifference.ts';
import { matrixCounts } from '../../src/core/policy/matrix/matrixCounts.ts';
import { podEndsOf, policyMatrix } from '../../src/core/policy/matrix/policyMatrix.ts';
import type { PolicyEnd } from '../../src/core/policy/policyQuery.ts';
import { startCyclonus } from '../../test/policy/cyclonus/cyclonus.ts';
import { buildCyclonus } from '../../test/policy/oracles.ts';
import type { PolicyCluster } from '../../test/policy/policyCluster.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { measureRuns, medianOf } from './measure.ts';
import { policyFixture, type PolicyScale } from './policyFixture.ts';

const large: PolicyScale = { pods: 20_000, namespaces: 500, policies: 1_000 };
/** As large as cyclonus can do in seconds. */
const shared: PolicyScale = { pods: 300, namespaces: 12, policies: 60 };
const port = { port: 80, protocol: 'TCP' as const };
const runs = 5;

function thousands(number: number): string {
  return number.toLocaleString('en');
}

function describe({ pods, policies }: PolicyScale): string {
  return `${thousands(pods)} pods × ${thousands(policies)} policies`;
}

function measureLarge(): readonly Figure[] {
  const snapshots = Array.from({ length: runs }, () => policyFixture(large));
  const next = (): ClusterSnapshot => snapshots.shift() ?? policyFixture(large);
  const times = measureRuns(runs, next, (snapshot) =>
    policyMatrix(snapshot, { ends: podEndsOf(snapshot), ports: [port] }),
  );
  const edited = policyFixture(large);
  const difference = measureRuns(
    runs,
    () => withoutOnePolicy(edited),
    (after) => policyDifference(edited, after, { ports: [port] }),
  );
  return [
    {
      title: `policy matrix, ${describe(large)}: all pairs on one port`,
      value: medianOf(times),
      unit: 'ms',
      limit: { atMost: 1000 },
    },
    {
      title: `policy difference, ${describe(large)}: one policy removed`,
      value: medianOf(difference),
      unit: 'ms',
    },
  ];
}

function withoutOnePolicy(snapshot: ClusterSnapshot): ClusterSnapshot {
  const [name, partition] = [...snapshot.namespaces].find(([, own]) => own.networkPolicies.size > 0) ?? [];
  if (name === undefined || partition === undefined) throw new Error('The fixture has no policy.');
  const networkPolicies = new Map([...partition.networkPolicies].slice(1));
  return {
    ...snapshot,
    namespaces: new Map(snapshot.namespaces).set(name, { ...partition, networkPolicies }),
  };
}

function rawPort({ protocol, port: number, endPort }: NetworkPolicyPort): object {
  return {
    protocol,
    ...(number === undefined ? {} : { port: number }),
    ...(endPort === undefined ? {} : { endPort }),
  };
}

function rawRules(rules: readonly NetworkPolicyRule[], peersField: 'from' | 'to'): readonly object[] {
  return rules.map(({ peers, ports }) => ({ [peersField]: peers, ports: ports.map(rawPort) }));
}

function rawPolicy({ namespace, name, podSelector, policyTypes, ingress, egress }: NetworkPolicy): object {
  return {
    metadata: { namespace, name },
    spec: {
      podSelector,
      policyTypes,
      ingress: rawRules(ingress, 'from'),
      egress: rawRules(egress ?? [], 'to'),
    },
  };
}

/** The snapshot in the form in which cyclonus is asked. */
function clusterOf(snapshot: ClusterSnapshot): PolicyCluster {
  const partitions = [...snapshot.namespaces.values()];
  return {
    namespaces: Object.fromEntries(partitions.map(({ name, namespace }) => [name, namespace?.labels ?? {}])),
    pods: partitions.flatMap(({ pods }) =>
      [...pods.values()].map(({ namespace, name, labels, podIPs, containers }) => ({
        namespace,
        name,
        labels,
        ip: podIPs[0] ?? '',
        ports: containers.flatMap(({ ports }) => ports),
      })),
    ),
    policies: partitions.flatMap(({ networkPolicies }) => [...networkPolicies.values()].map(rawPolicy)),
    ports: [port],
  };
}

function evaluateAll(snapshot: ClusterSnapshot, ends: readonly PolicyEnd[]): number {
  let allowed = 0;
  for (const source of ends) {
    for (const destination of ends) {
      const { verdict } = evaluatePolicies(snapshot, { source, destination, ...port });
      if (source !== destination && verdict === 'allow') allowed += 1;
    }
  }
  return allowed;
}

/** How many of the others the source of a row may connect to. */
function countAllowed(row: string, from: number): number {
  let allowed = 0;
  for (let to = 0; to < row.length; to++) if (to !== from && row[to] === '.') allowed += 1;
  return allowed;
}

async function measureShared(progress: (line: string) => void): Promise<readonly Figure[]> {
  await using simulator = startCyclonus(await buildCyclonus(progress));
  const snapshot = policyFixture(shared);
  const ends = podEndsOf(snapshot);
  const cells = ends.length ** 2;
  const answers = [];
  for (let run = 0; run < runs; run++) answers.push(await simulator.simulate(clusterOf(snapshot)));
  const theirs = medianOf(answers.map(({ nanoseconds }) => nanoseconds)) / cells;
  const rows = answers[0]?.tables[0]?.combined ?? [];
  const allowedByCyclonus = rows.reduce((sum, row, from) => sum + countAllowed(row, from), 0);
  let allowed = 0;
  const pairwise = measureRuns(
    runs,
    () => policyFixture(shared),
    (own) => (allowed = evaluateAll(own, podEndsOf(own))),
  );
  const matrix = measureRuns(
    runs,
    () => policyFixture(shared),
    (own) => policyMatrix(own, { ends: podEndsOf(own), ports: [port] }),
  );
  const result = policyMatrix(snapshot, { ends, ports: [port] });
  const counted = result.layers.map((layer) => matrixCounts(result, layer).allow)[0];
  if (allowed !== allowedByCyclonus || counted !== allowed) {
    throw new Error(
      `The engines disagree: ${allowed} by pairs, ${String(counted)} by the matrix, ${allowedByCyclonus} by cyclonus`,
    );
  }
  const ours = { pair: (medianOf(pairwise) * 1e6) / cells, matrix: (medianOf(matrix) * 1e6) / cells };
  const size = describe(shared);
  return [
    { title: `evaluate one pair with its reasons, ${size}`, value: ours.pair / 1000, unit: 'µs' },
    { title: `cyclonus' simulator, ${size}: one pair`, value: theirs / 1000, unit: 'µs' },
    { title: `cyclonus / evaluate, per pair`, value: theirs / ours.pair, unit: '×' },
    {
      title: `cyclonus / matrix, per pair, ${size}`,
      value: theirs / ours.matrix,
      unit: '×',
      limit: { atLeast: 10 },
    },
  ];
}

/** The policy engine by itself and beside cyclonus. */
export const policyBenchmark: Benchmark = {
  id: 'policy',
  title: 'Network policies',
  definition: [
    `The clusters are made up: ${thousands(large.namespaces)} namespaces (small one: ${shared.namespaces}), workloads of five replicas with the labels of Deployments and charts, named ports, and policies of which a fifth is default-deny, with label expressions, namespace selectors, blocks with exceptions, ranges and names of ports.`,
    'The matrix starts from a snapshot that it has not seen; compiling the policies is part of it. One port, all pairs of pods.',
    'The difference compares two such clusters, one of which lacks a policy: two matrices of the same classes, and what changes between them.',
    'One pair is `evaluatePolicies`, with deciding policies and their rules, averaged over all pairs.',
    "cyclonus' simulator (its matcher, in Go, as its own runner calls it) is asked about the same small cluster in the same run; its time is what its process computes for the simulation alone, without reading and writing. All three have to allow the same number of connections, or there is no figure.",
  ],
  run: async (progress) => {
    progress('policy matrix');
    const largeFigures = measureLarge();
    progress("pairs, beside cyclonus' simulator");
    return [...largeFigures, ...(await measureShared(progress))];
  },
};
