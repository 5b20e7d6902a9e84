import type { Labels } from './labels.ts';
import type { LastChange } from './lastChange.ts';
import type { LoadBalancerIngress } from './clusterSnapshot.ts';

/**
 * What a rule of an Ingress sends to (networking.k8s.io/v1 IngressBackend): a Service, or an object of another kind. The port is a
 * number or the name of a port of the Service.
 */
export type IngressBackend =
  | { readonly kind: 'service'; readonly name: string; readonly port: number | string }
  | { readonly kind: 'resource'; readonly resourceKind: string; readonly name: string };

export interface IngressPath {
  /** Absent when every path is meant. */
  readonly path?: string;
  /** `Exact`, `Prefix`, `ImplementationSpecific`. */
  readonly pathType: string;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  /** Absent when every host is meant. */
  readonly host?: string;
  readonly paths: readonly IngressPath[];
}

/** Of networking.k8s.io/v1. */
export interface Ingress {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  /** spec.ingressClassName, or the annotation kubernetes.io/ingress.class where that is absent. */
  readonly className?: string;
  readonly defaultBackend?: IngressBackend;
  readonly rules: readonly IngressRule[];
  /** Hosts for which TLS is ended. */
  readonly tlsHosts: readonly string[];
  /** Where its controller says that clients reach it; empty before any controller took it on. */
  readonly addresses: readonly LoadBalancerIngress[];
  readonly lastChange?: LastChange;
}

/** Of networking.k8s.io/v1; cluster-scoped. */
export interface IngressClass {
  readonly name: string;
  readonly controller: string;
  /** The annotation ingressclass.kubernetes.io/is-default-class. */
  readonly isDefault: boolean;
}
