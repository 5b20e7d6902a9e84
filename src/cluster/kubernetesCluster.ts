import type {
  AccessQuestion,
  Clock,
  Cluster,
  ClusterChanges,
  ExecRequest,
  ExecResult,
  ReadResult,
  WatchScope,
  WatchSink,
} from '../app/ports.ts';
import type { ClusterDescription } from '../core/model/connection.ts';
import { reviewAccess } from './accessReview.ts';
import { clusterChanges } from './changes.ts';
import { CollectionAccess } from './collectionAccess.ts';
import { execInContainer } from './exec.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { listCluster } from './listCluster.ts';
import { type KubeconfigSource, loadKubeconfig } from './loadKubeconfig.ts';
import { ApiError, isAbort, problemOf, RequestTimeout } from './problems.ts';
import { ReadingRun } from './readingRun.ts';
import { selectTarget } from './selectTarget.ts';
import { Transport } from './transport.ts';
import { watchCluster } from './watchCluster.ts';
import { usualTiming, type WatchTiming } from './watchTiming.ts';

/** A cluster that is reached through its API server. */
export class KubernetesCluster implements Cluster {
  readonly #target: KubeconfigTarget;
  readonly #transport: Transport;
  readonly #access: CollectionAccess;
  readonly #clock: Clock;
  readonly #timing: WatchTiming;
  readonly changes: ClusterChanges;

  constructor(target: KubeconfigTarget, clock: Clock, timing: WatchTiming = usualTiming) {
    this.#target = target;
    this.#transport = new Transport(target);
    this.#access = new CollectionAccess(this.#transport);
    this.changes = clusterChanges(this.#transport);
    this.#clock = clock;
    this.#timing = timing;
  }

  describe(): ClusterDescription {
    return {
      context: this.#target.context.name,
      // Without user information, which a URL may carry.
      server: new URL(this.#transport.server).origin,
      namespace: this.#target.namespace,
      kind: 'live',
    };
  }

  watch(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void> {
    return watchCluster(this.#run(scope, sink, signal), this.#timing);
  }

  list(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void> {
    // The first list that finds the server unusable ends the others.
    const failed = new AbortController();
    return listCluster(this.#run(scope, sink, AbortSignal.any([signal, failed.signal])), () => {
      failed.abort();
    });
  }

  async read(path: string, timeoutMilliseconds: number, signal: AbortSignal): Promise<ReadResult> {
    if (!path.startsWith('/')) return { kind: 'failed', reason: 'the path does not start with /' };
    try {
      return { kind: 'found', body: await this.#transport.json(path, { signal, timeoutMilliseconds }) };
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      if (error instanceof RequestTimeout) return { kind: 'timeout', reason: error.message };
      if (error instanceof ApiError && error.status !== 401) {
        const kind = error.status === 404 ? 'not-found' : error.status === 403 ? 'forbidden' : 'failed';
        return { kind, reason: error.message };
      }
      return { kind: 'failed', reason: problemOf(error, this.#transport.server).message };
    }
  }

  exec(request: ExecRequest, signal: AbortSignal): Promise<ExecResult> {
    return execInContainer(this.#transport, request, signal);
  }

  isAllowed(question: AccessQuestion, signal: AbortSignal): Promise<boolean | undefined> {
    return reviewAccess(this.#transport, question, signal);
  }

  close(): void {
    this.#transport.close();
  }

  #run(scope: WatchScope, sink: WatchSink, signal: AbortSignal): ReadingRun {
    return new ReadingRun(this.#access, this.#clock, this.#target.namespace, scope, sink, signal);
  }
}

/**
 * Opens the cluster of a kubeconfig's context. Nothing is sent yet: whether the server answers shows with the first request.
 * Throws {@link ConnectionError} when the kubeconfig cannot be used.
 * @param contextName the current context when absent
 * @param namespace in place of the context's own
 */
export async function openKubernetesCluster(
  source: KubeconfigSource,
  clock: Clock,
  contextName?: string,
  namespace?: string,
): Promise<KubernetesCluster> {
  const target = selectTarget(await loadKubeconfig(source), contextName);
  return new KubernetesCluster(namespace === undefined ? target : { ...target, namespace }, clock);
}
