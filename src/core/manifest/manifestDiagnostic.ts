import type { ManifestEdit } from './manifestEdit.ts';
import type { PlacedObject, TextRange } from './manifestObject.ts';

/** One way to put right what a diagnostic says. */
export interface ManifestFix {
  /** Plain text, one line. */
  readonly title: string;
  readonly edits: readonly ManifestEdit[];
}

/** Something in a manifest that the API does not take, or that leads nowhere in the cluster as it is now. */
export interface ManifestDiagnostic extends TextRange {
  /** `error`: the API server refuses it. */
  readonly severity: 'error' | 'warning' | 'information';
  /** Kebab-case and stable; the code of the check that finds the same in the cluster, where there is one. */
  readonly code: string;
  /** Plain text, one line. */
  readonly message: string;
  /** Likeliest first. */
  readonly fixes: readonly ManifestFix[];
}

/** A diagnostic of an object in the text that the object stands in. */
export function placeDiagnostic({ start }: PlacedObject, diagnostic: ManifestDiagnostic): ManifestDiagnostic {
  const move = <Range extends TextRange>(range: Range): Range => ({
    ...range,
    start: range.start + start,
    end: range.end + start,
  });
  return {
    ...move(diagnostic),
    fixes: diagnostic.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(move) })),
  };
}
