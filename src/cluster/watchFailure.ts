import type { ConnectionProblem } from '../core/model/connection.ts';
import { ConnectionError } from '../app/ports.ts';
import { ApiError, NetworkError, problemOf, RequestTimeout, UnusableAnswer } from './problems.ts';

/** What a failure means for a collection. */
export interface WatchFailure {
  /**
   * `list-again`: from its beginning. `go-on`: from the version that is known, of which the failure says nothing. `not-watchable`:
   * listed from time to time. `refused`: neither listed nor watched, asked for again ever more rarely.
   */
  readonly then: 'list-again' | 'go-on' | 'not-watchable' | 'refused';
  /** What is told of the collection, in words; absent for what happens all the time and harms nothing. */
  readonly reason?: string;
  /** What is told of the connection; absent when it works. */
  readonly problem?: ConnectionProblem;
  /** Whether the server answers, and nothing is to be hoped from asking again soon. */
  readonly suspicious?: true;
  /** What the server asks for, in milliseconds. */
  readonly retryAfter?: number;
}

function afterStatus(error: ApiError, stage: 'list' | 'watch', path: string, server: string): WatchFailure {
  const { status, message, retryAfterMilliseconds: retryAfter } = error;
  if (stage === 'list') {
    if (status === 403) return { then: 'refused', reason: message };
    if (status === 404) return { then: 'refused', reason: `the API server does not serve ${path}` };
  } else if (status === 403) return { then: 'not-watchable' };
  else if (status === 410) return { then: 'list-again', suspicious: true };
  else if (status === 404) {
    // Of a kind whose definition is gone, of a server behind a gateway that is another now: the list tells.
    return { then: 'list-again', reason: `the API server does not watch ${path} any more (404)` };
  }
  const problem = problemOf(error, server);
  return {
    then: 'list-again',
    reason: problem.message,
    problem,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Whatever else was thrown while an answer was taken in: neither the server's fault nor the connection's. */
function ownProblem(thrown: unknown): ConnectionProblem {
  // Its words may quote what it was told.
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return {
    kind: 'failed',
    message: `Podpath failed to take in what the API server told (${kind}).`,
    advice: 'This is a fault of Podpath. It lists everything again; please report it.',
  };
}

/**
 * What follows from a failed list or watch. Only a connection that breaks leaves the version good that is known: whatever the server
 * answers in place of a watch may mean that it has forgotten it, so everything is listed again.
 * @param repeated whether the same collection failed right before
 */
export function judgeFailure(
  error: unknown,
  stage: 'list' | 'watch',
  repeated: boolean,
  path: string,
  server: string,
): WatchFailure {
  if (error instanceof ApiError) {
    const failure = afterStatus(error, stage, path, server);
    // Versions are forgotten now and then. One that is forgotten as soon as it was told is no version.
    return failure.then === 'list-again' && failure.reason === undefined && repeated
      ? { ...failure, reason: 'the API server forgets each version that it tells (410)' }
      : failure;
  }
  const isConnection =
    error instanceof NetworkError || error instanceof RequestTimeout || error instanceof ConnectionError;
  const problem =
    isConnection || error instanceof UnusableAnswer ? problemOf(error, server) : ownProblem(error);
  return isConnection
    ? { then: 'go-on', reason: problem.message, problem }
    : { then: 'list-again', reason: problem.message, problem, suspicious: true };
}
