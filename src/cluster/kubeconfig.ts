import type { Cluster, Context, User } from '@kubernetes/client-node';
import type { RawObject } from '../core/model/readField.ts';

/** A program that prints credentials (client.authentication.k8s.io), as the kubeconfig of a user names it. */
export interface ExecPlugin {
  readonly apiVersion: string;
  /** Found on PATH when it is a plain name; absolute otherwise. */
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** What its author says to people who do not have it. */
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  /** `Always`: it asks somebody at a terminal; '' when the kubeconfig does not say. */
  readonly interactiveMode?: string;
}

/** A user entry: what client-node understands, and beside it what it does not (see credentials.ts). */
export interface KubeconfigUser {
  readonly user: User;
  /** Read again and again; wins over the token of `user`. */
  readonly tokenFile?: string;
  readonly execPlugin?: ExecPlugin;
  /** Only OpenID Connect is left of these (`oidc`). */
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
  /** Impersonate-* headers of `as`, `as-groups`, `as-uid` and `as-user-extra`. */
  readonly impersonation: readonly (readonly [header: string, value: string])[];
  /** Groups, a uid or extra fields are to be impersonated, but no user. */
  readonly impersonatesNobody?: boolean;
}

/** A cluster entry, and what its author tells to credential plugins. */
export interface KubeconfigCluster extends Cluster {
  /** The extension client.authentication.k8s.io/exec. */
  readonly execConfig?: RawObject;
}

/** Everything that the kubeconfig files say together, usable or not. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
}

/** One context with everything that it refers to. */
export interface KubeconfigTarget {
  readonly context: Context;
  /** Its `server` is a URL without user and password, query and fragment. */
  readonly cluster: KubeconfigCluster;
  /** What is sent to this server: over plain http no more than what its URL says. */
  readonly user: KubeconfigUser;
  /** `default` when the context names none. */
  readonly namespace: string;
}
