/** A text that is open in an editor, saved or not. Positions in messages about it are UTF-16 offsets into it. */
export interface ManifestText {
  readonly uri: string;
  /** Grows with each edit. */
  readonly version: number;
  readonly text: string;
  /** Whether its diagnostics are wanted: not of the old side of a comparison, for example. */
  readonly diagnose: boolean;
}

/** A file that lies beside open ones: what it defines is not missing. */
export interface ManifestCompanion {
  readonly uri: string;
  readonly text: string;
}
