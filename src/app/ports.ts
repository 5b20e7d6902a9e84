import type { ClusterDescription, ConnectionProblem } from '../core/model/connection.ts';
import type { SnapshotChange } from '../core/model/snapshotChange.ts';

/** Tells the time. The only source of time outside tests is the composition root. */
export interface Clock {
  /** Now, as RFC 3339 in UTC with milliseconds. */
  now(): string;
  /** Milliseconds from an arbitrary start, never going back. */
  elapsed(): number;
}

/** One line for the output channel or stderr. Never receives secrets: no header, token or kubeconfig content. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
}

/** Thrown by the cluster's methods when the connection itself is at fault. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly problem: ConnectionProblem;

  constructor(problem: ConnectionProblem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

/** Restricts what is listed and watched. Absent: the whole cluster. */
export interface WatchScope {
  readonly namespaces?: readonly string[];
}

export interface WatchSink {
  /** Changes in the order in which they were seen; complete lists arrive as `replace`, in pages as `upsert`. */
  changes(changes: readonly SnapshotChange[]): void;
  /** The connection is lost (a problem) or works again (`undefined`); coverage changes come beside it. */
  problem(problem: ConnectionProblem | undefined): void;
  /** An object could not be read; it is left out, and named. */
  unreadable(errors: readonly string[]): void;
}

export interface ExecRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly argv: readonly string[];
  readonly timeoutMilliseconds: number;
}

/** How an exec ended. `missing`: the program does not exist in the container. */
export type ExecResult =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' | 'forbidden' | 'timeout' | 'failed'; readonly reason: string };

/** One GET of the API. */
export type ReadResult =
  | { readonly kind: 'found'; readonly body: unknown }
  | { readonly kind: 'not-found' | 'forbidden' | 'timeout' | 'failed'; readonly reason: string };

export interface AccessQuestion {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly group?: string;
  readonly namespace?: string;
}

/** How a request that changes something ended. `reason` is the server's own words where it answered. */
export type ChangeResult =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'forbidden' | 'not-found' | 'timeout' | 'failed';
      readonly reason: string;
    };

/**
 * The only requests by which Podpath changes a cluster. Nothing calls them but what has the user's consent to the very
 * object that is sent (src/app/privileged). What is already gone counts as deleted.
 */
export interface ClusterChanges {
  /** @param container an EphemeralContainer (core/v1), sent as it is */
  addEphemeralContainer(
    namespace: string,
    pod: string,
    container: object,
    signal: AbortSignal,
  ): Promise<ChangeResult>;
  /** @param pod a Pod (core/v1), sent as it is */
  createPod(namespace: string, pod: object, signal: AbortSignal): Promise<ChangeResult>;
  deletePod(namespace: string, name: string, signal: AbortSignal): Promise<ChangeResult>;
}

/** A cluster, live or recorded. Everything but `exec`, access reviews and `changes` only reads. */
export interface Cluster {
  describe(): ClusterDescription;
  /**
   * Lists and then watches everything in scope until the signal aborts. Restarts by itself with backoff; problems go to
   * the sink. Resolves when the signal aborts.
   */
  watch(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void>;
  /** Lists everything in scope once, into the sink. Throws {@link ConnectionError} when the server cannot be used at all. */
  list(scope: WatchScope, sink: WatchSink, signal: AbortSignal): Promise<void>;
  read(path: string, timeoutMilliseconds: number, signal: AbortSignal): Promise<ReadResult>;
  exec(request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /** SelfSubjectAccessReview; `undefined` when the review itself is not possible. */
  isAllowed(question: AccessQuestion, signal: AbortSignal): Promise<boolean | undefined>;
  /** Absent where nothing can be changed: a recorded cluster. */
  readonly changes?: ClusterChanges;
  close(): void;
}
