import type { Clock, Cluster } from '../app/ports.ts';
import type { RunLedger } from '../app/privileged/runLedger.ts';

/** A stream that is written to. */
export interface OutputStream {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** Which cluster is meant, as kubectl's flags say it. */
export interface ClusterChoice {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What the command line needs of its environment; tests have their own. */
export interface CliHost {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  /** How the program was called: `podpath` or `kubectl podpath`. */
  readonly programName: string;
  readonly version: string;
  /** Notes what runs create, so that it is found again after a crash. */
  readonly ledger: RunLedger;
  /** Asks whoever sits at the terminal, and gives the line that was typed; absent where nobody does. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>;
  /** Opens the cluster that kubectl would use with these flags. Throws ConnectionError. */
  openCluster(choice: ClusterChoice): Promise<Cluster>;
}
