import { diagnoseBackends } from './backendDiagnostics.ts';
import type { ManifestContext } from './manifestContext.ts';
import { type ManifestDiagnostic, placeDiagnostic } from './manifestDiagnostic.ts';
import type { Manifest } from './manifestObject.ts';
import { diagnosePolicy, diagnoseService } from './selectorDiagnostics.ts';

/**
 * What in a text leads nowhere: a selector, a named port or a backend. Silent about documents that are half typed or
 * templates, and wherever the cluster is not known completely: an absence then proves nothing.
 */
export function diagnoseManifest(
  manifest: Manifest,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  return manifest.objects.flatMap((placed) => {
    const { object } = placed;
    if (!object.sound) return [];
    return [
      ...diagnoseService(object, context),
      ...diagnosePolicy(object, context),
      ...diagnoseBackends(object, context),
    ].map((diagnostic) => placeDiagnostic(placed, diagnostic));
  });
}
