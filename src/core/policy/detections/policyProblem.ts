import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { ObjectReference } from '../../model/reference.ts';
import type { CompiledPolicy } from '../compiledPolicy.ts';
import type { PolicyDialect } from '../dialect.ts';

/** Codes of what a policy may be that its author did not mean. Stable. */
export type PolicyProblemCode =
  | 'policy-uses-service-port'
  | 'policy-named-port-unresolved'
  | 'policy-and-or-confusion'
  | 'policy-namespace-label-missing'
  | 'policy-types-inferred'
  | 'policy-field-unknown'
  | 'policy-ipblock-ineffective'
  | 'policy-dns-denied'
  | 'policy-apiserver-denied'
  | 'policy-peer-matches-nobody'
  | 'hostnetwork-ignores-policy'
  | 'policy-other-api-overrides';

/** A policy that probably does not do what its author meant. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  readonly policy: ObjectReference;
  /** The place inside the policy: `spec.ingress[0].from[1]`. Absent when the whole policy is meant. */
  readonly path?: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** `likely`: somebody may have meant it so. */
  readonly certainty: 'proven' | 'likely';
  /** One sentence for people: what is, and where. */
  readonly summary: string;
  /** What to change, in words. */
  readonly advice: string;
  /** Whom it concerns: pods, namespaces, Services. */
  readonly objects: readonly ObjectReference[];
}

/** What a detection reads. */
export interface DetectionInput {
  readonly snapshot: ClusterSnapshot;
  readonly dialect: PolicyDialect;
  /** One NetworkPolicy, compiled. */
  readonly policy: CompiledPolicy;
  readonly namespace: string;
}

/** Looks at one NetworkPolicy. Finds nothing where what it needs is not known: a false alarm is worse than a miss. */
export type Detection = (input: DetectionInput) => readonly PolicyProblem[];
