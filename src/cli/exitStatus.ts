import type { Verdict } from '../core/finding/hop.ts';
import type { LinkStatus } from '../core/trace/serviceTrace.ts';

/** What the exit status of the command line means; the README and `--help` say the same. */
export const exitStatus = {
  /** Reachable, or nothing found. */
  fine: 0,
  /** Broken or degraded. */
  broken: 1,
  /** Wrong usage or bad input, an unusable cluster included. */
  usage: 2,
  /** Could not tell. */
  unknown: 3,
  /** Ended by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The exit status of a diagnosis. */
export function statusOfVerdict(verdict: Verdict): ExitStatus {
  switch (verdict) {
    case 'reachable':
      return exitStatus.fine;
    case 'broken':
    case 'degraded':
      return exitStatus.broken;
    case 'unknown':
      return exitStatus.unknown;
  }
}

/** The exit status of a trace. */
export function statusOfTrace(status: LinkStatus): ExitStatus {
  switch (status) {
    case 'ok':
      return exitStatus.fine;
    case 'broken':
    case 'warning':
      return exitStatus.broken;
    case 'unknown':
      return exitStatus.unknown;
  }
}
