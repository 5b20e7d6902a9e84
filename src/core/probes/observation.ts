import type { Timestamp } from '../model/timestamp.ts';

/** Where a probe looks from. A verdict is only ever about this place. */
export type Vantage =
  | { readonly kind: 'api' }
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly container: string }
  /** A debug container in a pod: it shares the pod's network, and has the tools that the pod's images lack. */
  | { readonly kind: 'debug'; readonly namespace: string; readonly pod: string }
  /** A privileged pod on a node: the node's network and processes, and its files below /host. */
  | { readonly kind: 'node'; readonly node: string };

/** The rungs of the privilege ladder, least first. */
export const privileges = [
  'api',
  'exec',
  'debug-container',
  'debug-container-net-admin',
  'node-pod',
] as const;
export type Privilege = (typeof privileges)[number];

/** What a user has to allow before something is created in a cluster, by the words of the command line's --allow. */
export const permissions = ['debug-container', 'node-pod'] as const;
export type Permission = (typeof permissions)[number];

/** The permission that a privilege needs; `undefined` when nothing is created for it. */
export function permissionOf(privilege: Privilege): Permission | undefined {
  switch (privilege) {
    case 'api':
    case 'exec':
      return undefined;
    case 'debug-container':
    case 'debug-container-net-admin':
      return 'debug-container';
    case 'node-pod':
      return 'node-pod';
  }
}

/** What a runner has to do: run a program in a container, or read one path of the API (always a GET). */
export type ProbeAction =
  | { readonly kind: 'exec'; readonly argv: readonly string[] }
  | { readonly kind: 'read'; readonly path: string };

/** One probe that a diagnosis wants, complete enough to be run by a person. */
export interface ProbeRequest {
  /** Identity: two requests with one key would see the same thing. */
  readonly key: string;
  /** Id of the probe in the catalogue, kebab-case. */
  readonly probe: string;
  readonly vantage: Vantage;
  readonly privilege: Privilege;
  readonly action: ProbeAction;
  readonly timeoutMilliseconds: number;
  /** What its answer decides, in words for people. */
  readonly reason: string;
  /** Programs that it starts in a container, about. */
  readonly processes: number;
}

/**
 * How a probe ended. `ok`: it ran and its output can be parsed (its exit code may still be non-zero).
 * `forbidden`: the cluster refuses it. `declined`: the user, or the absence of a permission given in advance, refuses it.
 * `tool-missing`: nothing in the container can do it. `timeout`: no end in time. `error`: anything else, see `reason`.
 */
export type ProbeOutcome = 'ok' | 'forbidden' | 'declined' | 'tool-missing' | 'timeout' | 'error';

/** What one probe saw. Raw: parsing happens each time it is read, so that a replay uses today's parsers. */
export interface Observation {
  readonly key: string;
  readonly probe: string;
  readonly vantage: Vantage;
  readonly privilege: Privilege;
  /** The command as a person would type it (kubectl exec …, kubectl get --raw …). */
  readonly command: string;
  readonly at: Timestamp;
  readonly milliseconds: number;
  readonly outcome: ProbeOutcome;
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why the outcome is not `ok`, in words for people. */
  readonly reason?: string;
}

/** `pod shop/cart-0 (app)`, `pod shop/cart-0 (debug container)`, `node n1`, `API server`. */
export function describeVantage(vantage: Vantage): string {
  switch (vantage.kind) {
    case 'api':
      return 'API server';
    case 'pod':
      return `pod ${vantage.namespace}/${vantage.pod} (${vantage.container})`;
    case 'debug':
      return `pod ${vantage.namespace}/${vantage.pod} (debug container)`;
    case 'node':
      return `node ${vantage.node}`;
  }
}
