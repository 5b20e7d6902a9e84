import type { ObjectReference } from '../model/reference.ts';
import type { Permission } from '../probes/observation.ts';
import type { HopId } from './hop.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What supports a finding: something that the API says, or that a probe saw. */
export interface Evidence {
  readonly source: 'api' | 'probe';
  /** Where it was seen, in words. */
  readonly vantage: string;
  /** The command that shows it again. */
  readonly command: string;
  readonly excerpt: string;
  /** Key of the observation that it quotes, when it quotes one. */
  readonly observation?: string;
}

export interface Remediation {
  readonly text: string;
  /** Shell commands that can be run as they are; empty when no command can do it. */
  readonly commands: readonly string[];
}

export interface Finding {
  /** A code of docs/checks.md. Stable. */
  readonly code: string;
  readonly title: string;
  /** One sentence for people: what is, and where. */
  readonly summary: string;
  readonly severity: Severity;
  readonly certainty: 'proven' | 'likely';
  readonly hop: HopId;
  /**
   * Whether a denial looks meant: `explicit` where nothing comes near to allowing it, `suspect` where a rule lacks one thing to
   * do so. Only findings about policies have it.
   */
  readonly intent?: 'explicit' | 'suspect';
  readonly objects: readonly ObjectReference[];
  /** Codes of the findings of this diagnosis of which this one is a consequence. */
  readonly causedBy: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly remediation: Remediation;
}

export interface RuledOut {
  readonly code: string;
  readonly because: string;
}

/** What could not be checked: a root cause (by its code) or a probe, and why. */
export type Unverified =
  | { readonly code: string; readonly reason: string }
  | {
      readonly probe: string;
      readonly reason: string;
      /** What the user may allow to have it checked; absent where that would not help. */
      readonly permission?: Permission;
    };
