import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { ResourceName } from '../model/coverage.ts';
import type { TopologyState } from '../model/topologyState.ts';
import type { PolicyProblem } from '../policy/detections/policyProblem.ts';
import type { FlatTopology } from '../topology/flattenTopology.ts';
import { countOf, severity, type TopologyKind } from '../topology/topology.ts';
import { coverageLines, gapsIn } from './coverageText.ts';

/** A policy that probably does not do what its author meant. */
export interface TroubledPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly objectKind: string;
  readonly state: TopologyState;
  readonly reasons: readonly string[];
}

/** What a map comes to: what stands in its headline, and decides the exit status. */
export interface MapSummary {
  /** Of each kind that can have problems: how many there are, and with problems. */
  readonly kinds: readonly {
    readonly noun: string;
    readonly plural: string;
    readonly count: number;
    readonly problems: number;
  }[];
  readonly policies: readonly TroubledPolicy[];
  /** All together. */
  readonly problems: number;
  /** Services and what leads to them of which nothing can be said. */
  readonly unknown: number;
  /** What was not listed although the map is made of it; sentences. */
  readonly gaps: readonly string[];
}

const judged: readonly (readonly [TopologyKind, string, string])[] = [
  ['service', 'Service', 'Services'],
  ['ingress', 'Ingress', 'Ingresses'],
  ['gateway', 'Gateway', 'Gateways'],
  ['route', 'route', 'routes'],
];

/** What the map of Services says nothing without. Nodes and slices explain; their lack stands below the headline. */
const needed: readonly ResourceName[] = ['pods', 'services', 'endpointslices', 'networkpolicies'];

/** Policies with problems, one entry each. */
export function troubledPolicies(problems: readonly PolicyProblem[]): readonly TroubledPolicy[] {
  const serious = problems.filter(
    (problem) => problem.severity !== 'info' && problem.policy.kind === 'networkpolicy',
  );
  return [
    ...Map.groupBy(serious, ({ policy }) => `${policy.namespace ?? ''}/${policy.name}`).values(),
  ].flatMap((own): TroubledPolicy[] => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        namespace: first.policy.namespace ?? '',
        name: first.policy.name,
        objectKind: 'NetworkPolicy',
        state: own.some((problem) => problem.severity === 'error') ? 'error' : 'warning',
        reasons: own.map(({ path, summary }) => (path === undefined ? summary : `${path}: ${summary}`)),
      },
    ];
  });
}

/**
 * What a map comes to.
 * @param policies those with problems; a map alone does not judge them
 */
export function summarizeMap(
  snapshot: Pick<ClusterSnapshot, 'coverage'>,
  { nodes }: FlatTopology,
  policies: readonly TroubledPolicy[],
): MapSummary {
  const all = [...nodes.values()];
  const kinds = judged.map(([kind, noun, plural]) => {
    const own = all.filter((node) => node.kind === kind);
    return {
      noun,
      plural,
      count: own.length,
      problems: own.filter(({ state }) => severity(state) > severity('unknown')).length,
    };
  });
  const unknown = all.filter(
    ({ kind, state }) => state === 'unknown' && judged.some(([own]) => own === kind),
  ).length;
  const gaps = gapsIn(snapshot, needed);
  return {
    kinds,
    policies,
    problems: kinds.reduce((sum, { problems }) => sum + problems, 0) + policies.length,
    unknown,
    gaps: coverageLines(snapshot, gaps).map((line) => `Not everything could be read: ${line}`),
  };
}

/** The headline: `1 Service, 2 Ingresses and 1 NetworkPolicy with problems`. Never "no problem" where something was not read. */
export function describeSummary({ kinds, policies, problems, unknown, gaps }: MapSummary): string {
  if (problems > 0) {
    const parts = [
      ...kinds.flatMap(({ noun, plural, problems: own }) => (own === 0 ? [] : [countOf(own, noun, plural)])),
      ...(policies.length === 0 ? [] : [countOf(policies.length, 'NetworkPolicy', 'NetworkPolicies')]),
    ];
    const last = parts.pop() ?? '';
    return `${parts.length === 0 ? '' : `${parts.join(', ')} and `}${last} with problems`;
  }
  if (gaps.length > 0) return 'no problem in what could be read';
  if (unknown > 0) return `no problem found, ${String(unknown)} not known`;
  const [services] = kinds;
  return services !== undefined && services.count > 0 ? 'no Service with problems' : '';
}
