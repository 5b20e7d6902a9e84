/** Something that was created in a cluster and has to go. */
export type CreatedObject =
  | { readonly kind: 'node-pod'; readonly namespace: string; readonly name: string }
  | {
      readonly kind: 'debug-container';
      readonly namespace: string;
      readonly pod: string;
      readonly container: string;
    };

/** `node pod default/podpath-1a2b`, `debug container podpath-1a2b in pod shop/cart-0`. */
export function describeCreated(created: CreatedObject): string {
  return created.kind === 'node-pod'
    ? `node pod ${created.namespace}/${created.name}`
    : `debug container ${created.container} in pod ${created.namespace}/${created.pod}`;
}

/** What one run creates, noted before it is sent: what was never noted could not be found after a crash. */
export interface RunNotes {
  /** Stands in labels and names: lower-case letters and digits. */
  readonly run: string;
  add(created: CreatedObject): Promise<void>;
  /** It is gone. */
  remove(created: CreatedObject): Promise<void>;
  /** The run is over; what is still noted is left for the next start. */
  close(): Promise<void>;
}

/** What a run has left behind that did not end as it should. */
export interface AbandonedRun {
  readonly run: string;
  readonly created: readonly CreatedObject[];
  /** When everything of it has ended by itself, RFC 3339. */
  readonly expires: string;
  /** Its creations are gone, or were given up. */
  forget(): Promise<void>;
}

/** What this installation remembers of its runs, outside of any cluster. */
export interface RunLedger {
  /** Identifies the installation on everything that it creates. */
  owner(): Promise<string>;
  /** @param server the API server's origin */
  startRun(server: string): Promise<RunNotes>;
  /** Runs of this installation on that server whose process is gone. */
  abandonedRuns(server: string): Promise<readonly AbandonedRun[]>;
}
