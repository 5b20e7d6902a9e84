import { backendReferences, referenceAt } from './backendReference.ts';
import { hoverBackend, namespaceOfReference } from './backendHover.ts';
import type { HoverText, ManifestHover } from './hoverText.ts';
import { objectAt, objectNear, pathAt, rangeOf } from './locate.ts';
import { isService, type ManifestContext, namespaceOf } from './manifestContext.ts';
import type { FieldPath, Manifest, ManifestObject } from './manifestObject.ts';
import type { ObjectReference } from '../model/reference.ts';
import { matchesEqualitySelector } from '../model/labels.ts';
import { authoredServices } from './manifestContext.ts';
import { hoverPodTemplate } from './podTemplateHover.ts';
import { templatePod } from './podTemplates.ts';
import { hoverPolicy } from './policyHover.ts';
import { hoverService } from './serviceHover.ts';

interface FieldHover {
  readonly path: FieldPath;
  readonly text: HoverText;
}

function hoverReference(
  object: ManifestObject,
  path: FieldPath,
  context: ManifestContext,
): FieldHover | undefined {
  const reference = referenceAt(object, path);
  return reference && { path: reference.path, text: hoverBackend(reference, object, context) };
}

/** What there is to say about the field at a position; `undefined` where that is nothing, so that others can speak. */
export function hoverManifest(
  manifest: Manifest,
  offset: number,
  context: ManifestContext,
): ManifestHover | undefined {
  const placed = objectAt(manifest, offset);
  if (placed === undefined) return undefined;
  const { object, start } = placed;
  const path = pathAt(object, offset - start);
  const found =
    hoverService(object, path, context) ??
    hoverPolicy(object, path, context) ??
    hoverReference(object, path, context) ??
    hoverPodTemplate(object, path, context);
  if (found === undefined) return undefined;
  const range = rangeOf(object, found.path);
  return { ...found.text, range: { start: start + range.start, end: start + range.end } };
}

function serviceReference(namespace: string, name: string): ObjectReference {
  return { kind: 'service', namespace, name };
}

function uniqueReferences(references: readonly ObjectReference[]): readonly ObjectReference[] {
  return [
    ...new Map(
      references.map((reference) => [`${reference.namespace ?? ''}/${reference.name}`, reference]),
    ).values(),
  ];
}

function servicesOfObject(object: ManifestObject, context: ManifestContext): readonly ObjectReference[] {
  const namespace = namespaceOf(object, context);
  if (isService(object)) return object.name === '' ? [] : [serviceReference(namespace, object.name)];
  const referenced = backendReferences(object).map((reference) =>
    serviceReference(namespaceOfReference(reference, object, context), reference.name),
  );
  if (referenced.length > 0) return uniqueReferences(referenced);
  const pod = templatePod(object, namespace);
  if (pod === undefined) return [];
  const live = context.snapshot.namespaces.get(namespace)?.services.values() ?? [];
  return uniqueReferences(
    [...live, ...authoredServices(context, namespace)]
      .filter(({ selector }) => selector !== undefined && matchesEqualitySelector(selector, pod.labels))
      .map(({ name }) => serviceReference(namespace, name)),
  );
}

/**
 * The Services that a position is about, the nearest sense first: a reference to a Service under the cursor; the Service
 * whose document it is; those that an Ingress or a route sends to; those that select the pods of a workload. Where a
 * position is about none, all Services of the text.
 */
export function servicesAt(
  manifest: Manifest,
  offset: number,
  context: ManifestContext,
): readonly ObjectReference[] {
  const placed = objectNear(manifest, offset);
  if (placed !== undefined) {
    const { object, start } = placed;
    const reference = referenceAt(object, pathAt(object, offset - start));
    if (reference !== undefined) {
      return [serviceReference(namespaceOfReference(reference, object, context), reference.name)];
    }
    const own = servicesOfObject(object, context);
    if (own.length > 0) return own;
  }
  return uniqueReferences(
    manifest.objects
      .filter(({ object }) => isService(object))
      .flatMap(({ object }) => servicesOfObject(object, context)),
  );
}
