import type { ClusterSnapshot } from '../../../src/core/model/clusterSnapshot.ts';
import { ciliumDialect, kubernetesDialect, type PolicyDialect } from '../../../src/core/policy/dialect.ts';
import { evaluatePolicies } from '../../../src/core/policy/evaluatePolicies.ts';
import type { PolicyEvaluation } from '../../../src/core/policy/policyQuery.ts';
import { describeCell, type MatrixCell, type Observed } from './observedMatrix.ts';

/** A connection that went otherwise than the engine says. */
export interface Mismatch {
  readonly cell: MatrixCell;
  readonly observed: Observed;
  readonly predicted: PolicyEvaluation;
}

/** In what a dialect differs from another, by the names of its properties. */
type DialectProperty = Exclude<keyof PolicyDialect, 'name'>;

/** What comparing came to. */
export interface MatrixJudgement {
  /** How many connections were compared, each once. */
  readonly cells: number;
  readonly denied: number;
  readonly mismatches: readonly Mismatch[];
  /**
   * Connections that the meaning of the API decides otherwise than what was seen, by the properties of the dialect that
   * make the difference.
   */
  readonly dialectDifferences: ReadonlyMap<string, number>;
}

const properties = (Object.keys(kubernetesDialect) as (keyof PolicyDialect)[]).filter(
  (key): key is DialectProperty => key !== 'name' && kubernetesDialect[key] !== ciliumDialect[key],
);

/** The API's meaning with some properties as Cilium has them. */
interface Explanation {
  readonly properties: readonly DialectProperty[];
  readonly dialect: PolicyDialect;
}

function explanationOf(changed: readonly DialectProperty[]): Explanation {
  const values = changed.map((property) => [property, ciliumDialect[property]]);
  const dialect = { ...kubernetesDialect, ...(Object.fromEntries(values) as Partial<PolicyDialect>) };
  return { properties: changed, dialect };
}

/** Every set of up to three of the properties, small ones first. */
const explanations: readonly Explanation[] = [
  ...properties.map((one) => [one]),
  ...properties.flatMap((one, index) => properties.slice(index + 1).map((other) => [one, other])),
  ...properties.flatMap((one, index) =>
    properties
      .slice(index + 1)
      .flatMap((two, offset) => properties.slice(index + offset + 2).map((three) => [one, two, three])),
  ),
].map(explanationOf);

function evaluationsOf(
  snapshot: ClusterSnapshot,
  { source, destination, port }: MatrixCell,
  dialect: PolicyDialect,
): readonly PolicyEvaluation[] {
  return source.meanings.flatMap((from) =>
    destination.meanings.map((to) =>
      evaluatePolicies(snapshot, { source: from, destination: to, ...port }, dialect),
    ),
  );
}

/** The fewest properties of the dialect that turn the API's meaning into what was seen. */
function explain(snapshot: ClusterSnapshot, cell: MatrixCell, observed: Observed): string {
  const found = explanations.find(({ dialect }) =>
    evaluationsOf(snapshot, cell, dialect).every(({ verdict }) => verdict === observed),
  );
  return found?.properties.join(' + ') ?? 'more than three properties together';
}

/** Compares what was seen with what the engine says, connection by connection, however the ends are named. */
export function judgeMatrix(
  snapshot: ClusterSnapshot,
  seen: readonly { readonly cell: MatrixCell; readonly observed: Observed }[],
): MatrixJudgement {
  const mismatches: Mismatch[] = [];
  const dialectDifferences = new Map<string, number>();
  for (const { cell, observed } of seen) {
    const wrong = evaluationsOf(snapshot, cell, ciliumDialect).find(({ verdict }) => verdict !== observed);
    if (wrong !== undefined) {
      mismatches.push({ cell, observed, predicted: wrong });
      continue;
    }
    const meant = evaluationsOf(snapshot, cell, kubernetesDialect);
    if (meant.every(({ verdict }) => verdict === observed)) continue;
    const because = explain(snapshot, cell, observed);
    dialectDifferences.set(because, (dialectDifferences.get(because) ?? 0) + 1);
  }
  const denied = seen.filter(({ observed }) => observed === 'deny').length;
  return { cells: seen.length, denied, mismatches, dialectDifferences };
}

/** A mismatch in words, with what decided the prediction. */
export function describeMismatch({ cell, observed, predicted }: Mismatch): string {
  const direction = ({ verdict, reason, by, unknown }: PolicyEvaluation['egress']): string =>
    [
      verdict,
      reason,
      ...by.map(({ policy, rulePath }) => `${policy.name}${rulePath ? ` ${rulePath}` : ''}`),
      ...unknown,
    ].join(' ');
  return [
    `${describeCell(cell)}: seen ${observed}, predicted ${predicted.verdict}`,
    `    egress: ${direction(predicted.egress)}`,
    `    ingress: ${direction(predicted.ingress)}`,
  ].join('\n');
}
