import type { Evidence, Finding, Remediation, Severity } from '../finding/finding.ts';
import type { HopId } from '../finding/hop.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import type { ResolvConf } from '../dns/resolvConf.ts';
import type {
  ClusterSnapshot,
  Endpoint,
  EndpointSlice,
  Pod,
  Service,
  ServicePort,
} from '../model/clusterSnapshot.ts';
import type { ResourceName } from '../model/coverage.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { DirectionVerdict } from '../policy/policyQuery.ts';
import type { ContainerTarget } from '../probes/containerTarget.ts';
import type { LookupResult } from '../probes/lookupProbe.ts';
import type { Observation } from '../probes/observation.ts';

/** A Service that the connection depends on: the one that was asked for, or the one that resolves names. */
export interface ServiceSubject {
  readonly service: Service;
  readonly role: 'target' | 'dns';
  /** The port that is asked, when it exists. */
  readonly servicePort?: ServicePort;
  /** The node on which the source is, when it is known. */
  readonly sourceNode?: string;
  /** Where a probe speaks for the source. */
  readonly askFrom?: readonly ContainerTarget[];
}

/** A name or Service that was asked for. */
export interface NameSubject {
  readonly source: Pod | undefined;
  /** As typed: `web`, `web.shop`; for a Service reference `NAME.NAMESPACE.svc`. */
  readonly name: string;
  /** The absolute names that the resolver asks, in its order. */
  readonly candidates: readonly string[];
  readonly clusterDomain: string;
  /** Whether any of the candidates should have an answer: `unknown` where objects are not readable or it is outside. */
  readonly exists: boolean | 'unknown';
}

/** One pod behind the asked address, and the port on which it has to listen. */
export interface BackendSubject {
  readonly pod: Pod;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly service?: Service;
  readonly servicePort?: ServicePort;
  /** Another backend of the same Service port accepted a connection on its port. */
  readonly siblingAnswers: boolean;
  /** No proxy would send to it now: it is not ready, or not on the node that a Local policy wants. */
  readonly leftOut?: true;
  /** Where a probe can speak for the source, when the backend refused the source on this port. */
  readonly refusedFrom?: readonly ContainerTarget[];
}

/** A pod that stands at one end of the connection, or should, and is not as it should be. */
export interface PodSubject {
  readonly pod: Pod;
  /**
   * `source`: no program can be run in it; `target`: it is dialed itself and does not answer; `backend`: it is not ready,
   * so the Service leaves it out and has nobody else; `dns`: the same for the Service that resolves names.
   */
  readonly role: 'source' | 'target' | 'backend' | 'dns';
}

/** A name that the source asks, and that is answered wrongly or not at all. */
export interface LookupSubject {
  readonly source: Pod;
  /** Where a probe speaks for the source. */
  readonly containers: readonly ContainerTarget[];
  /** As typed. */
  readonly name: string;
  /** The absolute names that the resolver asks, in its order. */
  readonly candidates: readonly string[];
  readonly conf: ResolvConf;
  /** What showed resolv.conf and /etc/hosts. */
  readonly files: Observation;
  readonly lookup: LookupResult;
  readonly lookedUp: Observation;
  /** What /etc/hosts has for the name. */
  readonly hostsAddresses: readonly string[];
  /** The Service that has this name, with all addresses that lead to it (none when an alias leads out). */
  readonly meant?: {
    readonly absoluteName: string;
    readonly service: Service;
    readonly addresses: readonly string[];
  };
  /** ExternalName Services on the way. */
  readonly aliases: readonly Service[];
  readonly clusterDomain: string;
  /** The Service that answers for the cluster's names, when it is known. */
  readonly dnsService?: Service;
  /** The port that is dialed, when it is known. */
  readonly port?: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** A packet that was not seen to arrive, as the enforcers of policies see it, and what the policies say about it. */
export interface PolicySubject {
  /** `dns`: on the way to a pod of the cluster's DNS. */
  readonly role: 'connection' | 'dns';
  /** Absent where the source is no pod. */
  readonly source?: Pod;
  /** `pod shop/cart-0`, `node n1`, `10.0.0.7`. */
  readonly from: string;
  /** Absent where the address belongs to no pod. */
  readonly destination?: Pod;
  /** Where programs can be run in the destination. */
  readonly inDestination?: readonly ContainerTarget[];
  readonly address: string;
  /** The port of the destination itself. */
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** What a connection showed: lost without an answer, refused by somebody, or nobody could try. */
  readonly seen: 'lost' | 'refused' | 'unseen';
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
  /** Who is known to enforce policies on the source's and on the destination's node. */
  readonly enforcerOfEgress?: string;
  readonly enforcerOfIngress?: string;
  readonly service?: Service;
  readonly servicePort?: ServicePort;
}

/** Endpoints of one slice to which a Service sends, and which were not seen to answer. */
export interface SliceSubject {
  readonly service: Service;
  readonly slice: EndpointSlice;
  readonly silent: readonly SilentEndpoint[];
}

export interface SilentEndpoint {
  readonly endpoint: Endpoint;
  /** Its place in the slice. */
  readonly index: number;
  readonly address: string;
  /** The source tried to connect to it in vain; otherwise nobody could try. */
  readonly failed: boolean;
  /** The address lies in a range that the cluster gives to pods. */
  readonly inPodNetwork: boolean;
}

/** A Service's address that fails in a way that its backends do not explain, so that the rules on the way are looked at. */
export interface ProxySubject {
  readonly service: Service;
  readonly servicePort: ServicePort;
  /** What the client dials. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The source's node: its rules decide. */
  readonly node: string;
  /** Where a probe speaks for the source. */
  readonly containers: readonly ContainerTarget[];
}

/** Pods on two nodes between which packets are lost, so that the routes of both nodes are looked at. */
export interface RouteSubject {
  readonly source: RouteEnd;
  readonly target: RouteEnd;
}

/** One end of a route: the pod, its address of the family that is asked, and the node that it is on. */
export interface RouteEnd {
  readonly pod: Pod;
  readonly address: string;
  readonly node: string;
}

/** The object that a question names and the snapshot may lack; or the port that it asks. */
export interface QuestionSubject {
  readonly source: { readonly namespace: string; readonly name: string } | undefined;
  readonly targetPod: { readonly namespace: string; readonly name: string } | undefined;
  readonly targetService: { readonly namespace: string; readonly name: string } | undefined;
  readonly port: number | string | undefined;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Somebody behind the Service answers on the port, or it is not known yet. */
  readonly answers: boolean | 'pending';
}

export interface SubjectByScope {
  question: QuestionSubject;
  name: NameSubject;
  service: ServiceSubject;
  backend: BackendSubject;
  pod: PodSubject;
  lookup: LookupSubject;
  slice: SliceSubject;
  policy: PolicySubject;
  proxy: ProxySubject;
  route: RouteSubject;
}
export type CheckScope = keyof SubjectByScope;

/** What a check decides with. */
export interface CheckTools {
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
}

/**
 * How a check ended. `pending`: it asked for a probe. `skipped`: it could not look, which is never "healthy".
 * `not-applicable`: the question does not arise for this subject.
 */
export type CheckResult =
  | { readonly kind: 'pass'; readonly because: string }
  | {
      readonly kind: 'finding';
      readonly certainty: 'proven' | 'likely';
      readonly summary: string;
      readonly objects: readonly ObjectReference[];
      readonly evidence: readonly Evidence[];
      readonly remediation: Remediation;
      /** In place of the check's own, where the subject's role decides. */
      readonly hop?: HopId;
      readonly severity?: Severity;
      readonly intent?: Finding['intent'];
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'not-applicable' }
  | { readonly kind: 'pending' };

/** One root cause: how it is recognised, proven and repaired. */
export interface Check<Scope extends CheckScope = CheckScope> {
  /** Stable code, lower-case words with hyphens; docs/checks.md is generated from it. */
  readonly code: string;
  readonly title: string;
  readonly scope: Scope;
  readonly hop: HopId;
  readonly severity: Severity;
  /** Resources that must be completely listed before the check may say anything. */
  readonly needs: readonly ResourceName[];
  /** Resources that make its repair better where they are listed; without them it says the same. */
  readonly helpedBy?: readonly ResourceName[];
  /** Codes of findings that are consequences of this one. */
  readonly explains: readonly string[];
  readonly evaluate: (subject: SubjectByScope[Scope], tools: CheckTools) => CheckResult;
}

/** Declares a check; exists for the inference of its types. */
export function defineCheck<Scope extends CheckScope>(check: Check<Scope>): Check<Scope> {
  return check;
}
