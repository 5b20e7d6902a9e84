import type { AddressFamily } from '../address/addressFamily.ts';
import type { Pod } from '../model/clusterSnapshot.ts';
import type { ObjectReference } from '../model/reference.ts';

/** One pod (or foreign address) that may answer, and the port on which it must. */
export interface Backend {
  readonly address: string;
  readonly family: AddressFamily;
  readonly port?: number;
  readonly pod?: Pod;
}

/** One address that the client dials, and who may answer there. */
export interface DialedAddress {
  readonly address: string;
  readonly family: AddressFamily;
  readonly port?: number;
  /** A Service proxy chooses among the backends; otherwise the address is the backend's own. */
  readonly translated: boolean;
  readonly backends: readonly Backend[];
}

/** The reference of a backend's pod; `null` when no pod is known behind it. */
export function backendReference(backend: Backend | undefined): ObjectReference | null {
  const pod = backend?.pod;
  return pod === undefined ? null : { kind: 'pod', namespace: pod.namespace, name: pod.name };
}
