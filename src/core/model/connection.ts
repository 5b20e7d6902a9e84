/** What a cluster connection is, for people. */
export interface ClusterDescription {
  readonly context: string;
  /** `https://host:port`; '' for a file. */
  readonly server: string;
  /** The namespace of the context, `default` when it has none. */
  readonly namespace: string;
  /** `live`: an API server answers. `recorded`: a case file or snapshot stands in for it. */
  readonly kind: 'live' | 'recorded';
}

/**
 * Why a cluster cannot be used, told apart by what the user has to do about it.
 * `no-kubeconfig`: no file or no current context. `bad-kubeconfig`: unreadable or contradictory. `unreachable`: no answer
 * from the server. `tls`: its certificate is not trusted. `unauthorized`: 401. `forbidden`: 403. `failed`: anything else.
 */
export type ConnectionProblemKind =
  'no-kubeconfig' | 'bad-kubeconfig' | 'unreachable' | 'tls' | 'unauthorized' | 'forbidden' | 'failed';

/** A problem in plain words, with what to do. */
export interface ConnectionProblem {
  readonly kind: ConnectionProblemKind;
  readonly message: string;
  readonly advice: string;
}

/** One context of a kubeconfig, for a choice. */
export interface ContextDescription {
  readonly name: string;
  readonly cluster: string;
  readonly namespace?: string;
  /** Why it cannot be used, as a sentence; absent where it can. */
  readonly unusable?: string;
}
