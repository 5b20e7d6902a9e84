import type { ClusterSnapshot } from '../core/model/clusterSnapshot.ts';
import type { ConnectionProblem, ConnectionProblemKind } from '../core/model/connection.ts';
import type { Coverage, ResourceName } from '../core/model/coverage.ts';
import { filterWords } from '../core/topology/filterTopology.ts';
import { countOf } from '../core/topology/topology.ts';
import type { SessionState } from '../protocol/engineProtocol.ts';
import type { MapFilter, MapStatus } from '../protocol/mapProtocol.ts';

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

/** What the map is made of; the rest of the coverage belongs to other views. */
const drawnResources: readonly ResourceName[] = ['namespaces', 'pods', 'services', 'endpointslices'];

/** `complete`, or what falls short: `pods: forbidden in 2 namespaces`, `endpointslices: stale`. */
function coverageWords(coverage: Coverage): string {
  const short = drawnResources.flatMap((resource) => {
    const { state, reason, namespaces } = coverage[resource];
    if (state === 'complete') return [];
    const where = namespaces === undefined ? '' : ` in ${countOf(namespaces.length, 'namespace')}`;
    return [
      `${resource}: ${state}${where}${reason === undefined || state === 'loading' ? '' : ` (${reason})`}`,
    ];
  });
  const [scope] = drawnResources.flatMap((resource) => coverage[resource].namespaces?.length ?? []);
  if (short.length > 0) return short.join(' · ');
  return scope === undefined ? 'complete' : `complete for ${countOf(scope, 'namespace')}`;
}

function freshnessOf({ session, snapshot }: MapSource): MapStatus['freshness'] {
  if (session.phase === 'recorded') return 'recorded';
  if (session.phase === 'connecting') return 'connecting';
  if (session.phase === 'closed' || session.phase === 'failed') return 'failed';
  const coverage = snapshot?.coverage;
  const stale =
    coverage !== undefined && drawnResources.some((resource) => coverage[resource].state === 'stale');
  return session.problem !== undefined || stale ? 'stale' : 'live';
}

function problemBlank(problem: ConnectionProblem): NonNullable<MapStatus['blank']> {
  const advice = [problem.message, problem.advice].filter((part) => part !== '').join('\n');
  return { title: problemTitles[problem.kind], advice, busy: false };
}

function emptyBlank({ session, snapshot }: MapSource, filter: MapFilter): NonNullable<MapStatus['blank']> {
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
  if (filterWords(filter.text).length > 0 && snapshot.namespaces.size > 0) {
    return {
      title: `Nothing matches "${filter.text.trim()}"`,
      advice: 'The search looks at names and namespaces. Clear it to see everything.',
      busy: false,
    };
  }
  const coverage = snapshot.coverage;
  if (drawnResources.some((resource) => coverage[resource].state === 'loading')) {
    return { title: `Reading ${context}`, advice: 'The first lists are on their way.', busy: true };
  }
  const refused = drawnResources.filter((resource) => coverage[resource].state !== 'complete');
  if (refused.length > 0) {
    const forbidden = refused.every((resource) => coverage[resource].state === 'forbidden');
    return {
      title: forbidden ? 'Nothing may be read here (403)' : 'Nothing could be read',
      advice: `${coverageWords(coverage)}.\nAsk for a role that may list and watch ${refused.join(', ')}, or choose a namespace where you may.`,
      busy: false,
    };
  }
  return {
    title: `${context === '' ? 'The cluster' : context} has neither Services nor pods`,
    advice: 'What is created in it appears here by itself.',
    busy: false,
  };
}

/**
 * The line above the map, and the words that stand in its place when nothing is drawn.
 * @param contents what is shown of how much, in words
 */
export function mapStatus(
  source: MapSource,
  filter: MapFilter,
  contents: string,
  nothingDrawn: boolean,
): MapStatus {
  const { session, snapshot } = source;
  const asOf = snapshot?.asOf ?? session.asOf;
  return {
    context: session.cluster?.context ?? snapshot?.context ?? '',
    contents: nothingDrawn ? '' : contents,
    coverage: snapshot === undefined ? '' : coverageWords(snapshot.coverage),
    freshness: freshnessOf(source),
    ...(asOf === undefined ? {} : { asOf }),
    ...(nothingDrawn ? { blank: emptyBlank(source, filter) } : {}),
    ...(session.problem === undefined ? {} : { problem: session.problem }),
  };
}
