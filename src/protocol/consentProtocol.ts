import type { Permission } from '../core/probes/observation.ts';

/** Something that is to be created in a cluster, as a user sees it before it is sent. */
export interface ConsentRequest {
  readonly permission: Permission;
  /** `Add a debug container to pod shop/cart-0?` */
  readonly title: string;
  /** What it is, what it may do, and how it ends; one sentence each. */
  readonly details: readonly string[];
  /** What is to be learned with it. */
  readonly purposes: readonly string[];
  /** The request as it is sent: `POST /api/v1/namespaces/default/pods`. */
  readonly request: string;
  /** Its body, exactly as it is sent, as YAML. */
  readonly manifest: string;
}

/**
 * `once`: this object only. `run`: everything of this kind until the run ends. `never`: nothing of this kind, and no more
 * questions. `no`: not this one; what is said when a dialog is closed.
 */
export type ConsentAnswer = 'once' | 'run' | 'never' | 'no';
