import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ConnectionProblem, ConnectionProblemKind } from '../../core/model/connection.ts';
import {
  type Coverage,
  type ResourceName,
  otherPolicyNames,
  routingResourceNames,
} from '../../core/model/coverage.ts';
import type { TopologyFilter } from '../../core/topology/filter/topologyFilter.ts';
import { sumTotals } from '../../core/topology/foldTopology.ts';
import { type Topology, countOf } from '../../core/topology/topology.ts';
import type { SessionState } from '../../protocol/engineProtocol.ts';
import type { MapFilter, MapLens, MapStatus } from '../../protocol/mapProtocol.ts';

/** What the map's feed reads at each update. */
export interface MapSource {
  readonly session: SessionState;
  /** Absent until a session has something to show. */
  readonly snapshot?: ClusterSnapshot;
}

const problemTitles: Readonly<Record<ConnectionProblemKind, string>> = {
  'no-kubeconfig': 'No kubeconfig was found',
  'bad-kubeconfig': 'The kubeconfig cannot be used',
  unreachable: 'The API server does not answer',
  tls: "The API server's certificate is not trusted",
  unauthorized: 'The API server does not accept these credentials (401)',
  forbidden: 'The API server does not allow this (403)',
  failed: 'The cluster cannot be read',
};

/** What is drawn of how much. */
export interface MapPicture {
  readonly search: TopologyFilter;
  /** The graph before the search; absent while there is no snapshot. */
  readonly all?: Topology;
  /** What is shown of how much, in words; absent when nothing is drawn. */
  readonly contents?: string;
}

/** What each lens is made of, without which it says nothing. */
const neededResources: Readonly<Record<MapLens, readonly ResourceName[]>> = {
  services: ['namespaces', 'pods', 'services', 'endpointslices'],
  nodes: ['nodes', 'pods'],
  policies: ['namespaces', 'pods', 'networkpolicies'],
};

/** What a lens shows beside that. */
const furtherResources: Readonly<Record<MapLens, readonly ResourceName[]>> = {
  services: [...routingResourceNames, 'networkpolicies'],
  nodes: [],
  policies: otherPolicyNames,
};

/** Resources in words, the nine of Ingress and Gateway API as one where they share a fate. */
function resourceWords(resources: readonly ResourceName[]): string {
  if (!routingResourceNames.every((name) => resources.includes(name))) return resources.join(', ');
  const routing: ReadonlySet<ResourceName> = new Set(routingResourceNames);
  return [...resources.filter((name) => !routing.has(name)), 'Ingress and Gateway API'].join(', ');
}

/** `complete`, or what falls short: `pods: forbidden in 2 namespaces`, `endpointslices, services: stale (no answer)`. */
function coverageWords(coverage: Coverage, lens: MapLens): string {
  const drawn = [...neededResources[lens], ...furtherResources[lens]];
  const short = new Map<string, ResourceName[]>();
  for (const resource of drawn) {
    const { state, reason, namespaces } = coverage[resource];
    if (state === 'complete') continue;
    const where = namespaces === undefined ? '' : ` in ${countOf(namespaces.length, 'namespace')}`;
    const words = `${state}${where}${reason === undefined || state === 'loading' ? '' : ` (${reason})`}`;
    short.set(words, [...(short.get(words) ?? []), resource]);
  }
  if (short.size > 0)
    return [...short].map(([words, resources]) => `${resourceWords(resources)}: ${words}`).join(' · ');
  const [scope] = drawn.flatMap((resource) => coverage[resource].namespaces?.length ?? []);
  return scope === undefined ? 'complete' : `complete for ${countOf(scope, 'namespace')}`;
}

function freshnessOf({ session, snapshot }: MapSource, lens: MapLens): MapStatus['freshness'] {
  if (session.phase === 'recorded') return 'recorded';
  if (session.phase === 'connecting') return 'connecting';
  if (session.phase === 'closed' || session.phase === 'failed') return 'failed';
  const coverage = snapshot?.coverage;
  const stale =
    coverage !== undefined && neededResources[lens].some((resource) => coverage[resource].state === 'stale');
  return session.problem !== undefined || stale ? 'stale' : 'live';
}

function problemBlank(problem: ConnectionProblem): NonNullable<MapStatus['blank']> {
  const advice = [problem.message, problem.advice].filter((part) => part !== '').join('\n');
  return { title: problemTitles[problem.kind], advice, busy: false };
}

function emptyBlank(
  { session, snapshot }: MapSource,
  { text, lens }: MapFilter,
  { search, all }: MapPicture,
): NonNullable<MapStatus['blank']> {
  const { phase, problem, cluster } = session;
  if (problem !== undefined) return problemBlank(problem);
  const context = cluster?.context ?? snapshot?.context ?? '';
  if (phase === 'closed' || phase === 'failed') {
    return {
      title: 'No cluster is connected',
      advice: 'Choose a kubeconfig or a context, open a case file, or open the demo.',
      busy: false,
    };
  }
  if (snapshot === undefined || phase === 'connecting') {
    const server = cluster === undefined || cluster.server === '' ? '' : `Waiting for ${cluster.server}.`;
    return { title: `Connecting to ${context === '' ? 'the cluster' : context}`, advice: server, busy: true };
  }
  if (!search.isEmpty && (all?.parts.size ?? 0) > 0) {
    const problems = search.problems.map((problem) => `${problem}.\n`).join('');
    return {
      title: `Nothing matches "${text.trim()}"`,
      advice: `${problems}The search looks at names and namespaces, and at namespace:, label:, state:, node: and kind:. Clear it to see everything.`,
      busy: false,
    };
  }
  const needed = neededResources[lens];
  const coverage = snapshot.coverage;
  if (needed.some((resource) => coverage[resource].state === 'loading')) {
    return { title: `Reading ${context}`, advice: 'The first lists are on their way.', busy: true };
  }
  const refused = needed.filter((resource) => coverage[resource].state !== 'complete');
  if (refused.length > 0) {
    const forbidden = refused.every((resource) => coverage[resource].state === 'forbidden');
    return {
      title: forbidden ? 'Nothing may be read here (403)' : 'Nothing could be read',
      advice: `${coverageWords(coverage, lens)}.\nAsk for a role that may list and watch ${refused.join(', ')}, or choose a namespace where you may.`,
      busy: false,
    };
  }
  const named = context === '' ? 'The cluster' : context;
  return {
    title: lens === 'nodes' ? `${named} has no nodes` : `${named} has neither Services nor pods`,
    advice: 'What is created in it appears here by itself.',
    busy: false,
  };
}

/** `3 namespaces · 2 Services · 5 pods · out of 20 000 pods in 114 namespaces` when a search leaves only a part. */
function contentsOf({ search, all, contents = '' }: MapPicture): string {
  if (search.isEmpty || all === undefined || contents === '') return contents;
  const [first] = all.parts.values();
  const noun = first?.frame.kind === 'node' ? 'node' : 'namespace';
  return `${contents} · out of ${countOf(sumTotals(all).pods, 'pod')} in ${countOf(all.parts.size, noun)}`;
}

/** The line above the map, and the words that stand in its place when nothing is drawn. */
export function mapStatus(source: MapSource, filter: MapFilter, picture: MapPicture): MapStatus {
  const { session, snapshot } = source;
  const asOf = snapshot?.asOf ?? session.asOf;
  const { problems } = picture.search;
  return {
    context: session.cluster?.context ?? snapshot?.context ?? '',
    contents: contentsOf(picture),
    coverage: snapshot === undefined ? '' : coverageWords(snapshot.coverage, filter.lens),
    freshness: freshnessOf(source, filter.lens),
    ...(asOf === undefined ? {} : { asOf }),
    ...(picture.contents === undefined ? { blank: emptyBlank(source, filter, picture) } : {}),
    ...(session.problem === undefined ? {} : { problem: session.problem }),
    ...(problems.length === 0 ? {} : { searchProblems: problems }),
  };
}
