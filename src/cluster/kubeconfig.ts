import type { Cluster, Context, User } from '@kubernetes/client-node';

/** A program that prints credentials (client.authentication.k8s.io), as the kubeconfig of a user names it. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** What its author says to people who do not have it. */
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
}

/** A user entry: what client-node understands, and beside it what it does not (see credentials.ts). */
export interface KubeconfigUser {
  readonly user: User;
  readonly execPlugin?: ExecPlugin;
  /** Impersonate-* headers of `as`, `as-groups`, `as-uid` and `as-user-extra`. */
  readonly impersonation: readonly (readonly [header: string, value: string])[];
}

/** Everything that the kubeconfig files say together. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
}

/** One context with everything that it refers to. */
export interface KubeconfigTarget {
  readonly context: Context;
  readonly cluster: Cluster;
  readonly user: KubeconfigUser;
  /** `default` when the context names none. */
  readonly namespace: string;
}
