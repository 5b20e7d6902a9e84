/**
 * A policy of an API whose meaning this program does not evaluate. It is kept by name only: that it exists is what must not be
 * overlooked, and nothing else of it may be relied on.
 */
export interface OpaquePolicy {
  readonly apiGroup: string;
  readonly kind: string;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}
