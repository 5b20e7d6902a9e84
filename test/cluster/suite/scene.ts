import type { RunningCluster } from '../testBed.ts';
import type { KubernetesObject } from './workloads.ts';

/** A program in a pod that uses the connection as an application would, and so says whether it works. */
export interface PlainClient {
  readonly namespace: string;
  readonly pod: string;
  readonly argv: readonly string[];
  /** What it prints when the right server answered it; a decoy that answers is no success. */
  readonly success: RegExp;
}

/** Something on a cluster to ask the product about: what is there, who connects, and the question. */
export interface Scene {
  /** Created before the objects and deleted, with all that is in them, at the end. */
  readonly namespaces: readonly string[];
  readonly objects: readonly KubernetesObject[];
  /** Adds what can only be known once the pods run, such as their addresses. */
  readonly complete?: (cluster: RunningCluster) => Promise<void>;
  readonly client: PlainClient;
  /** Arguments of `podpath diagnose`. */
  readonly question: readonly string[];
}
