import type { Condition } from './condition.ts';
import type { LabelSelector } from './labelSelector.ts';
import type { Labels } from './labels.ts';
import type { LastChange } from './lastChange.ts';

/** A listener of a Gateway (gateway.networking.k8s.io). */
export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  /** `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`. */
  readonly protocol: string;
  readonly hostname?: string;
  /** From which namespaces routes may attach; `Same` when the API leaves it out. */
  readonly routesFrom: 'Same' | 'All' | 'Selector' | 'None';
  readonly routeNamespaces?: LabelSelector;
  readonly conditions: readonly Condition[];
}

export interface Gateway {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly className: string;
  readonly listeners: readonly GatewayListener[];
  /** status.addresses: addresses and host names. */
  readonly addresses: readonly string[];
  readonly conditions: readonly Condition[];
  readonly lastChange?: LastChange;
}

/** The kinds of routes, in the order in which the API's own documentation names them. */
export const gatewayRouteKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;
export type GatewayRouteKind = (typeof gatewayRouteKinds)[number];

/** What a route is attached to: a Gateway, or (GAMMA) a Service. */
export interface RouteParent {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The listener; absent when all are meant. */
  readonly sectionName?: string;
  readonly port?: number;
  /** What status.parents says of this parent; empty while no controller has answered. */
  readonly conditions: readonly Condition[];
}

export interface RouteBackend {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  /** Share of the requests among the backends of its rule; 1 when the API leaves it out, 0 sends nothing. */
  readonly weight: number;
}

export interface GatewayRoute {
  readonly kind: GatewayRouteKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly hostnames: readonly string[];
  readonly parents: readonly RouteParent[];
  /** The backends of all rules, each once. */
  readonly backends: readonly RouteBackend[];
  readonly lastChange?: LastChange;
}

/** Cluster-scoped. */
export interface GatewayClass {
  readonly name: string;
  readonly controller: string;
  readonly conditions: readonly Condition[];
}
