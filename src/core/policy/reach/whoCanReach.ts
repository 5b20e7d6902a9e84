import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { workloadOf } from '../../model/podWorkload.ts';
import { kubernetesDialect, type PolicyDialect } from '../dialect.ts';
import { explainPolicies } from '../explain/explainPolicies.ts';
import { pairVerdict, podEndsOf, policyMatrix } from '../matrix/policyMatrix.ts';
import type { PolicyEnd, PolicyVerdict } from '../policyQuery.ts';
import type { ReachTarget, TargetPort } from './targetPorts.ts';

/** `mixed`: some of its pods may, or may to some of the targets. */
export type ReachVerdict = PolicyVerdict | 'mixed';

/** The pods of one workload, and whether they may connect. */
export interface ReachGroup {
  readonly namespace: string;
  /** `Deployment cart`. */
  readonly workload: string;
  readonly pods: number;
  readonly verdict: ReachVerdict;
  /** Why, for one of its pods and one of the targets. */
  readonly because: string;
}

/** Who may connect to the target on one of its ports. */
export interface PortReach {
  readonly port: TargetPort;
  readonly groups: readonly ReachGroup[];
}

interface Source {
  readonly end: PolicyEnd;
  readonly index: number;
  readonly pod: Pod;
}

function endOf({ namespace, name }: Pod): PolicyEnd {
  return { kind: 'pod', namespace, name };
}

function verdictOf(verdicts: ReadonlySet<PolicyVerdict>): ReachVerdict {
  const [only] = verdicts;
  if (only !== undefined && verdicts.size === 1) return only;
  return verdicts.has('allow') && verdicts.has('deny') ? 'mixed' : 'unknown';
}

/** What decides, in a sentence: the side that denies, else the side that a rule allows. */
function reasonFor(
  snapshot: ClusterSnapshot,
  source: PolicyEnd,
  destination: PolicyEnd,
  { port, protocol }: TargetPort,
  dialect: PolicyDialect,
): string {
  const { ingress, egress } = explainPolicies(snapshot, { source, destination, port, protocol }, dialect);
  const decisive =
    [egress, ingress].find(({ verdict }) => verdict === 'deny') ??
    [egress, ingress].find(({ verdict }) => verdict === 'unknown') ??
    (ingress.reason === 'no-policy' ? egress : ingress);
  const miss = decisive.nearestMiss === undefined ? '' : `; closest: ${decisive.nearestMiss.text}`;
  return `${decisive.summary}${miss}`;
}

function groupByWorkload(sources: readonly Source[]): readonly (readonly Source[])[] {
  const groups = Map.groupBy(sources, ({ pod }) => {
    const { namespace, kind, name } = workloadOf(pod);
    return `${namespace}/${kind}/${name}`;
  });
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

/**
 * Which workloads of the cluster policies let connect to the target, port by port. From the matrix, so that it is as fast
 * for 20,000 pods; only one pair a workload is explained. Never throws.
 */
export function whoCanReach(
  snapshot: ClusterSnapshot,
  target: ReachTarget,
  dialect: PolicyDialect = kubernetesDialect,
): readonly PortReach[] {
  const ends = podEndsOf(snapshot);
  const indexOf = new Map(ends.map((end, index) => [keyOf(end), index]));
  const targets = target.pods.flatMap((pod) => {
    const index = indexOf.get(keyOf(endOf(pod)));
    return index === undefined ? [] : [{ end: endOf(pod), index }];
  });
  const ports = target.ports.map(({ port, protocol }) => ({ port, protocol }));
  const matrix = policyMatrix(snapshot, { ends, ports, dialect });
  const sources = ends.flatMap((end, index): Source[] => {
    const pod = end.kind === 'pod' ? snapshot.namespaces.get(end.namespace)?.pods.get(end.name) : undefined;
    return pod === undefined ? [] : [{ end, index, pod }];
  });
  const groups = groupByWorkload(sources);
  return target.ports.map((port, number) => ({
    port,
    groups: groups.flatMap((group): readonly ReachGroup[] => {
      const layer = matrix.layers[number];
      // A pod and itself are no connection that anybody asks about.
      const pairs = group.flatMap((source) =>
        targets.filter(({ index }) => index !== source.index).map((own) => ({ source, own })),
      );
      const [first] = pairs;
      if (layer === undefined || first === undefined) return [];
      const verdicts = new Set(
        pairs.map(({ source, own }) => pairVerdict(matrix, layer, source.index, own.index)),
      );
      const { namespace, kind, name } = workloadOf(first.source.pod);
      return [
        {
          namespace,
          workload: `${kind} ${name}`,
          pods: group.length,
          verdict: verdictOf(verdicts),
          because: reasonFor(snapshot, first.source.end, first.own.end, port, dialect),
        },
      ];
    }),
  }));
}

function keyOf(end: PolicyEnd): string {
  return end.kind === 'pod' ? `${end.namespace}/${end.name}` : '';
}
