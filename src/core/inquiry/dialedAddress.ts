import type { AddressFamily } from '../address/addressFamily.ts';
import type { Pod } from '../model/clusterSnapshot.ts';

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
