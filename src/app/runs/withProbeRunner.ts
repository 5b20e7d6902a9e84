import type { Permission } from '../../core/probes/observation.ts';
import type { Clock, Cluster, Log } from '../ports.ts';
import type { Consent } from '../privileged/consent.ts';
import { lifetimeSeconds } from '../privileged/keepAlive.ts';
import { createPrivilegedPlaces } from '../privileged/privilegedPlaces.ts';
import type { RunLedger } from '../privileged/runLedger.ts';
import { createProbeRunner, type ProbeRunner } from './probeRunner.ts';

/** What a run may ask its user for. */
export interface RunPrivileges {
  /** What the user is asked about; everything else is declined without a question. */
  readonly mayAsk: readonly Permission[];
  readonly consent: Consent;
  readonly ledger: RunLedger;
  readonly nodePodNamespace: string;
}

export interface RunOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  /** The image of debug containers and node pods, also in commands for people. */
  readonly debugImage: string;
  /** Absent: nothing is created, and nobody is asked. */
  readonly privileges?: RunPrivileges;
  /** Told each command before it is run, as a person would type it. */
  readonly onCommand?: (command: string) => void;
}

/**
 * Gives a runner for one run, and takes away everything that was created for it when the run has ended, however it ended.
 * What cannot be taken away is named in the log.
 */
export async function withProbeRunner<Result>(
  { cluster, clock, log, debugImage, privileges, onCommand }: RunOptions,
  use: (runner: ProbeRunner) => Promise<Result>,
): Promise<Result> {
  const common = { cluster, clock, ...(onCommand === undefined ? {} : { onCommand }) };
  const places =
    privileges === undefined || cluster.changes === undefined
      ? undefined
      : createPrivilegedPlaces({ ...common, ...privileges, log, image: debugImage });
  try {
    return await use(
      createProbeRunner({ ...common, debugImage, ...(places === undefined ? {} : { places }) }),
    );
  } finally {
    for (const remains of (await places?.close()) ?? []) {
      log.warn(`${remains}. It ends by itself within ${lifetimeSeconds / 60} minutes.`);
    }
  }
}
