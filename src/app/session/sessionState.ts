import { type ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ClusterDescription, ConnectionProblem } from '../../core/model/connection.ts';
import { basicResourceNames, type Coverage, type ResourceName } from '../../core/model/coverage.ts';
import type { SessionState } from '../../protocol/engineProtocol.ts';
import { countServices } from '../tree/networkTree.ts';

/** Without the first lists of these nothing can be said about any Service. */
const needed: readonly ResourceName[] = ['namespaces', 'services', 'endpointslices', 'pods'];

function phaseOf(
  kind: ClusterDescription['kind'],
  coverage: Coverage,
  problem: ConnectionProblem | undefined,
): SessionState['phase'] {
  // That an API does not exist tells nothing about the rest.
  const seen = basicResourceNames.some((resource) =>
    ['complete', 'stale'].includes(coverage[resource].state),
  );
  if (problem !== undefined && !seen) return 'failed';
  if (needed.some((resource) => coverage[resource].state === 'loading')) return 'connecting';
  return kind === 'recorded' ? 'recorded' : 'live';
}

/**
 * Where a session stands: connecting until the first lists have ended, failed while nothing could ever be read. A problem
 * beside data that were read is a lost connection: the phase stays, and the problem says so.
 */
export function describeState(
  epoch: number,
  cluster: ClusterDescription,
  snapshot: ClusterSnapshot,
  problem: ConnectionProblem | undefined,
): SessionState {
  const partitions = [...snapshot.namespaces.values()];
  const { services, problems } = countServices(snapshot);
  return {
    epoch,
    phase: phaseOf(cluster.kind, snapshot.coverage, problem),
    cluster,
    ...(problem === undefined ? {} : { problem }),
    coverage: snapshot.coverage,
    asOf: snapshot.asOf,
    counts: {
      namespaces: partitions.length,
      services,
      pods: partitions.reduce((sum, { pods }) => sum + pods.size, 0),
      problems,
    },
  };
}
