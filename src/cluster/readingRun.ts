import { type Clock, ConnectionError, type WatchScope, type WatchSink } from '../app/ports.ts';
import { notServedReason } from '../core/model/coverage.ts';
import type { ConnectionProblemKind } from '../core/model/connection.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import { CoverageLedger } from './coverageLedger.ts';
import type { OptionalResourceName } from './optionalResources.ts';
import { ApiError, problemOf } from './problems.ts';
import { NamespaceRoster } from './namespaceRoster.ts';
import type { ReadableNamespaces } from './readableNamespaces.ts';
import { type Collection, replaceOf, type Resource } from './resources.ts';
import type { CollectionSink } from './watchResource.ts';

/** Problems that concern every resource alike. */
const wholeServerProblems: ReadonlySet<ConnectionProblemKind> = new Set([
  'no-kubeconfig',
  'bad-kubeconfig',
  'unreachable',
  'tls',
  'unauthorized',
]);

/** Whether a role inside a namespace may allow a part of the resource: its objects there, or the Namespace object itself. */
export function isDivisible({ namespaced, name }: Resource): boolean {
  return namespaced || name === 'namespaces';
}

/** What one run over a cluster reads and whom it tells: either all watches of a session, or one list of everything. */
export class ReadingRun {
  readonly access: CollectionAccess;
  readonly signal: AbortSignal;
  readonly ledger: CoverageLedger;
  readonly #scope: WatchScope;
  readonly #sink: WatchSink;
  readonly #roster: NamespaceRoster;

  constructor(
    access: CollectionAccess,
    clock: Clock,
    ownNamespace: string,
    scope: WatchScope,
    sink: WatchSink,
    signal: AbortSignal,
  ) {
    this.access = access;
    this.signal = signal;
    this.ledger = new CoverageLedger(sink, clock, access.transport.server);
    this.#roster = new NamespaceRoster(access, ownNamespace, signal);
    this.#scope = scope;
    this.#sink = sink;
  }

  /** Whether only some namespaces are wanted. */
  isScoped(resource: Resource): boolean {
    return isDivisible(resource) && (this.#scope.namespaces?.length ?? 0) > 0;
  }

  /**
   * From now on the resource is read namespace by namespace: those of the scope, or where everything may not be listed those
   * that may. What was seen elsewhere before is gone.
   */
  async divide(resource: Resource, refusal: string | undefined): Promise<readonly Collection[]> {
    const { names, limitation } = await this.#namespaces();
    if (refusal !== undefined && this.ledger.coverage(resource.name) !== undefined)
      this.#sink.changes([replaceOf({ resource }, [])]);
    const reasons = [refusal, limitation].filter((reason) => reason !== undefined);
    this.ledger.divide(resource.name, names, reasons.length === 0 ? undefined : reasons.join('; '));
    return names.map((namespace) => ({ resource, namespace }));
  }

  /**
   * Tells of each other set of namespaces to read one by one, until the returned function is called; a scope stays as it is.
   * @param pause between two looks, in milliseconds
   */
  followNamespaces(pause: number, listener: (names: readonly string[]) => void): () => void {
    if ((this.#scope.namespaces?.length ?? 0) > 0) return () => undefined;
    return this.#roster.follow(pause, listener);
  }

  /** The collection is not read any more; what was seen in it is gone. */
  leave(collection: Collection): void {
    this.#sink.changes([replaceOf(collection, [])]);
    this.ledger.leave(collection.resource.name, collection.namespace);
  }

  collectionSink({ resource, namespace }: Collection): CollectionSink {
    return {
      changes: (changes: readonly SnapshotChange[]) => {
        this.#sink.changes(changes);
      },
      unreadable: (errors) => {
        this.#sink.unreadable(errors);
      },
      state: (state) => {
        this.ledger.state(resource.name, namespace, state);
      },
      problem: (problem) => {
        this.ledger.problem(resource.name, namespace, problem);
      },
    };
  }

  /** The API server does not serve it, so there are none. */
  tellAbsent(name: OptionalResourceName): void {
    this.#sink.changes([{ type: 'replace', resource: name, objects: [] }]);
    this.ledger.state(name, undefined, { state: 'complete', reason: notServedReason });
  }

  /** Whether it is served could not be found out. */
  tellUndiscovered(name: OptionalResourceName, error: unknown): void {
    const forbidden = error instanceof ApiError && error.status === 403;
    const reason = problemOf(error, this.access.transport.server).message;
    this.ledger.state(name, undefined, { state: forbidden ? 'forbidden' : 'failed', reason });
  }

  /**
   * Throws {@link ConnectionError} where the error concerns the server as a whole, without what caused it: whoever prints causes would
   * print headers. Otherwise says what it means.
   */
  problemOfPart(error: unknown): string {
    const problem = problemOf(error, this.access.transport.server);
    if (wholeServerProblems.has(problem.kind)) throw new ConnectionError(problem);
    return problem.message;
  }

  #namespaces(): Promise<ReadableNamespaces> {
    const { namespaces = [] } = this.#scope;
    if (namespaces.length > 0) return Promise.resolve({ names: namespaces });
    return this.#roster.first();
  }
}
