import { setTimeout as delay } from 'node:timers/promises';
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
import { ConnectionError } from '../app/ports.ts';
import type { ClusterDescription, ConnectionProblemKind } from '../core/model/connection.ts';
import { type OtherPolicyName, otherPolicyNames } from '../core/model/coverage.ts';
import { reviewAccess } from './accessReview.ts';
import { clusterChanges } from './changes.ts';
import { CoverageLedger } from './coverageLedger.ts';
import { execInContainer } from './exec.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';
import { type KubeconfigSource, loadKubeconfig, selectTarget } from './loadKubeconfig.ts';
import { listResource } from './listResource.ts';
import { followPolicies } from './followPolicies.ts';
import { readNamespaceObject } from './namespaceObjects.ts';
import { discoverPolicyResources } from './policyResources.ts';
import { ApiError, isAbort, problemOf, RequestTimeout } from './problems.ts';
import { type Collection, type Resource, resources } from './resources.ts';
import { Transport } from './transport.ts';
import { type CollectionSink, usualTiming, watchResource, type WatchTiming } from './watchResource.ts';

/** Problems that concern every resource alike. */
const wholeServerProblems: ReadonlySet<ConnectionProblemKind> = new Set([
  'no-kubeconfig',
  'bad-kubeconfig',
  'unreachable',
  'tls',
  'unauthorized',
]);

/** Whether a role inside a namespace may allow a part of the resource: its objects there, or the Namespace object itself. */
function isDivisible({ namespaced, name }: Resource): boolean {
  return namespaced || name === 'namespaces';
}

/** A cluster that is reached through its API server. */
export class KubernetesCluster implements Cluster {
  readonly #target: KubeconfigTarget;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #timing: WatchTiming;
  readonly changes: ClusterChanges;

  constructor(target: KubeconfigTarget, clock: Clock, timing: WatchTiming = usualTiming) {
    this.#target = target;
    this.#transport = new Transport(target);
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

  async watch(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void> {
    const ledger = this.#ledger(sink);
    await Promise.all([
      ...resources.map((resource) => this.#watchOne(resource, scope, ledger, sink, signal)),
      this.#watchPolicies(scope, ledger, sink, signal),
    ]);
  }

  async list(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void> {
    const ledger = this.#ledger(sink);
    // The first that finds the server unusable ends the others.
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    try {
      await Promise.all([
        ...resources.map((resource) => this.#listOne(resource, scope, ledger, sink, either)),
        this.#listPolicies(scope, ledger, sink, either),
      ]);
    } catch (error) {
      failed.abort();
      throw error;
    }
    const coverage = resources.map(({ name }) => ledger.coverage(name));
    if (coverage.every((each) => each?.state === 'forbidden')) {
      throw new ConnectionError(
        problemOf(new ApiError(403, 'Forbidden', coverage[0]?.reason ?? ''), this.#transport.server),
      );
    }
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

  #ledger(sink: WatchSink): CoverageLedger {
    return new CoverageLedger(sink, this.#clock, this.#transport.server);
  }

  /** Namespaces to ask one by one: those of the scope, or where everything may not be listed the context's. */
  #namespacesOf(scope: WatchScope): readonly string[] {
    return scope.namespaces !== undefined && scope.namespaces.length > 0
      ? scope.namespaces
      : [this.#target.namespace];
  }

  #isScoped(resource: Resource, scope: WatchScope): boolean {
    return isDivisible(resource) && scope.namespaces !== undefined && scope.namespaces.length > 0;
  }

  #collectionSink(collection: Collection, ledger: CoverageLedger, sink: WatchSink): CollectionSink {
    const { resource, namespace } = collection;
    return {
      changes: (changes) => {
        sink.changes(changes);
      },
      unreadable: (errors) => {
        sink.unreadable(errors);
      },
      state: (state) => {
        ledger.state(resource.name, namespace, state);
      },
      problem: (problem) => {
        ledger.problem(resource.name, namespace, problem);
      },
    };
  }

  async #watchOne(
    resource: Resource,
    scope: WatchScope,
    ledger: CoverageLedger,
    sink: WatchSink,
    signal: AbortSignal,
  ): Promise<void> {
    const follow = (
      collection: Collection,
      whenForbidden: 'end' | 'ask-again',
    ): Promise<string | undefined> =>
      watchResource(
        this.#transport,
        collection,
        this.#collectionSink(collection, ledger, sink),
        whenForbidden,
        signal,
        this.#timing,
      );
    let refusal: string | undefined;
    if (!this.#isScoped(resource, scope)) {
      refusal = await follow({ resource }, isDivisible(resource) ? 'end' : 'ask-again');
      if (signal.aborted) return;
    }
    const namespaces = this.#namespacesOf(scope);
    ledger.divide(resource.name, namespaces, refusal);
    await Promise.all(
      namespaces.map((namespace) => {
        const collection = { resource, namespace };
        return resource.namespaced
          ? follow(collection, 'ask-again')
          : this.#pollNamespace(namespace, this.#collectionSink(collection, ledger, sink), signal);
      }),
    );
  }

  /** Policies of APIs that the server may lack. */
  #watchPolicies(
    scope: WatchScope,
    ledger: CoverageLedger,
    sink: WatchSink,
    signal: AbortSignal,
  ): Promise<void> {
    const { recheck } = this.#timing;
    return followPolicies(
      {
        discover: (untilAborted) => discoverPolicyResources(this.#transport, untilAborted),
        follow: (resource, untilAborted) => this.#watchOne(resource, scope, ledger, sink, untilAborted),
        absent: (name) => {
          this.#tellAbsent(name, ledger, sink);
        },
        undiscovered: (name, error) => {
          this.#tellUndiscovered(name, error, ledger);
        },
      },
      recheck * 10,
      recheck,
      signal,
    );
  }

  async #listPolicies(
    scope: WatchScope,
    ledger: CoverageLedger,
    sink: WatchSink,
    signal: AbortSignal,
  ): Promise<void> {
    let served: ReadonlyMap<OtherPolicyName, Resource>;
    try {
      served = await discoverPolicyResources(this.#transport, signal);
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      const problem = problemOf(error, this.#transport.server);
      if (wholeServerProblems.has(problem.kind)) throw new ConnectionError(problem, { cause: error });
      for (const name of otherPolicyNames) this.#tellUndiscovered(name, error, ledger);
      return;
    }
    await Promise.all(
      otherPolicyNames.map(async (name) => {
        const resource = served.get(name);
        if (resource === undefined) this.#tellAbsent(name, ledger, sink);
        else await this.#listOne(resource, scope, ledger, sink, signal);
      }),
    );
  }

  #tellAbsent(name: OtherPolicyName, ledger: CoverageLedger, sink: WatchSink): void {
    sink.changes([{ type: 'replace', resource: name, objects: [] }]);
    ledger.state(name, undefined, { state: 'complete', reason: 'the API server does not serve them' });
  }

  #tellUndiscovered(name: OtherPolicyName, error: unknown, ledger: CoverageLedger): void {
    const forbidden = error instanceof ApiError && error.status === 403;
    const reason = problemOf(error, this.#transport.server).message;
    ledger.state(name, undefined, { state: forbidden ? 'forbidden' : 'failed', reason });
  }

  async #pollNamespace(name: string, sink: CollectionSink, signal: AbortSignal): Promise<void> {
    let listed = false;
    while (!signal.aborted) {
      try {
        await readNamespaceObject(this.#transport, name, sink, signal);
        listed = true;
        sink.problem(undefined);
      } catch (error) {
        if (isAbort(error, signal)) return;
        const problem = problemOf(error, this.#transport.server);
        sink.state({ state: listed ? 'stale' : 'failed', reason: problem.message });
        sink.problem(problem);
      }
      await delay(this.#timing.recheck, undefined, { signal }).catch(() => undefined);
    }
  }

  async #listOne(
    resource: Resource,
    scope: WatchScope,
    ledger: CoverageLedger,
    sink: WatchSink,
    signal: AbortSignal,
  ): Promise<void> {
    let refusal: string | undefined;
    if (!this.#isScoped(resource, scope)) {
      refusal = await this.#listCollection({ resource }, ledger, sink, signal);
      if (refusal === undefined) return;
    }
    const namespaces = this.#namespacesOf(scope);
    ledger.divide(resource.name, namespaces, refusal);
    await Promise.all(
      namespaces.map((namespace) => this.#listCollection({ resource, namespace }, ledger, sink, signal)),
    );
  }

  /**
   * Lists once. Resolves with the server's message when it refuses the list and parts of it may be asked for instead.
   * Throws {@link ConnectionError} and aborts.
   */
  async #listCollection(
    collection: Collection,
    ledger: CoverageLedger,
    sink: WatchSink,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { resource, namespace } = collection;
    const into = this.#collectionSink(collection, ledger, sink);
    try {
      if (resource.name === 'namespaces' && namespace !== undefined) {
        await readNamespaceObject(this.#transport, namespace, into, signal);
      } else {
        await listResource(this.#transport, collection, into, signal);
        into.state({ state: 'complete' });
      }
      return undefined;
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      if (error instanceof ApiError && error.status === 403) {
        if (namespace === undefined && isDivisible(resource)) return error.message;
        into.state({ state: 'forbidden', reason: error.message });
        return undefined;
      }
      const problem = problemOf(error, this.#transport.server);
      if (wholeServerProblems.has(problem.kind)) throw new ConnectionError(problem, { cause: error });
      into.state({ state: 'failed', reason: problem.message });
      return undefined;
    }
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
