import { diagnoseBackends } from './backendDiagnostics.ts';
import type { ManifestContext } from './manifestContext.ts';
import { type ManifestDiagnostic, placeDiagnostic } from './manifestDiagnostic.ts';
import { plainLine } from '../text/escape.ts';
import type { Manifest } from './manifestObject.ts';
import { diagnoseFields } from './fieldDiagnostics.ts';
import { diagnosePolicy, diagnoseService } from './selectorDiagnostics.ts';

/**
 * What in a text is not as the API wants it, and what leads nowhere: a selector, a named port or a backend. Silent about documents that are half typed or
 * templates, and wherever the cluster is not known completely: an absence then proves nothing.
 */
export function diagnoseManifest(
  manifest: Manifest,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  const unread = manifest.unread.map(({ offset, message }): ManifestDiagnostic => ({
    start: offset,
    end: offset + 1,
    severity: 'warning',
    code: 'manifest-not-read',
    message: plainLine(`Podpath does not read this document: ${message}.`),
    fixes: [],
  }));
  const found = manifest.objects.flatMap((placed) => {
    const { object } = placed;
    if (!object.sound) return [];
    return [
      ...diagnoseFields(object, context),
      ...diagnoseService(object, context),
      ...diagnosePolicy(object, context),
      ...diagnoseBackends(object, context),
    ].map((diagnostic) => placeDiagnostic(placed, diagnostic));
  });
  return [...unread, ...found];
}
