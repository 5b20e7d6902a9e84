import { MapFeed } from '../../src/app/map/mapFeed.ts';
import { openSession, type Session } from '../../src/app/session/session.ts';
import { describeState } from '../../src/app/session/sessionState.ts';
import { systemClock } from '../../src/app/systemClock.ts';
import type { Cluster, WatchSink } from '../../src/app/ports.ts';
import { KubernetesCluster } from '../../src/cluster/kubernetesCluster.ts';
import { loadKubeconfig } from '../../src/cluster/loadKubeconfig.ts';
import { selectTarget } from '../../src/cluster/selectTarget.ts';
import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import type { SnapshotChange } from '../../src/core/model/snapshotChange.ts';
import type { MapMessage } from '../../src/protocol/mapProtocol.ts';

/** A session with a map that draws at once, as the engine has them. */
export interface ScaleSession {
  readonly session: Session;
  /** The moment at which the session was opened, as performance.now() tells it. */
  readonly openedAt: number;
  readonly feed: MapFeed;
}

/** What is told while a session works. */
export interface ScaleObserver {
  /** Changes as the watches deliver them, before the session batches them. */
  readonly changes?: (changes: readonly SnapshotChange[]) => void;
  /** A snapshot was published; comes before the map feed looks at it. */
  readonly published?: () => void;
  /** The map feed has dealt with the snapshot that was published. */
  readonly fed?: () => void;
  readonly sent?: (message: MapMessage, snapshot: ClusterSnapshot) => void;
}

function observed(cluster: Cluster, observer: ScaleObserver): Cluster {
  const watch: Cluster['watch'] = (scope, sink, signal) => {
    const tapped: WatchSink = {
      changes: (changes) => {
        observer.changes?.(changes);
        sink.changes(changes);
      },
      problem: (problem) => {
        sink.problem(problem);
      },
      unreadable: (errors) => {
        sink.unreadable(errors);
      },
    };
    return cluster.watch(scope, tapped, signal);
  };
  return new Proxy(cluster, {
    get: (target, key) => {
      if (key === 'watch') return watch;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Opens the kubeconfig's cluster with a map of everything, whose messages are acknowledged in the next turn of the event loop. */
export async function openScaleSession(
  kubeconfig: string,
  observer: ScaleObserver = {},
): Promise<ScaleSession> {
  const source = { paths: [kubeconfig], environment: {}, homeFolder: '/nonexistent' };
  const target = selectTarget(await loadKubeconfig(source));
  const cluster = observed(new KubernetesCluster(target, systemClock), observer);
  const log = { info: () => undefined, warn: () => undefined };
  const openedAt = performance.now();
  const session = openSession({ cluster, scope: {}, clock: systemClock, log });
  const epoch = 1;
  const feed = new MapFeed({
    current: () => ({
      session: describeState(epoch, cluster.describe(), session.current(), session.problem()),
      snapshot: session.current(),
    }),
    send: (message) => {
      observer.sent?.(message, session.current());
      setImmediate(() => {
        feed.drawn(message.epoch, message.sequence);
      });
    },
  });
  feed.open({ lens: 'services', text: '', unfolded: [] });
  session.onChange(() => {
    observer.published?.();
    feed.changed();
    observer.fed?.();
  });
  return { session, openedAt, feed };
}
