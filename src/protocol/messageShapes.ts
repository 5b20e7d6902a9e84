import * as v from 'valibot';
import { type ObjectReference, type ReferenceKind, parseReferenceKind } from '../core/model/reference.ts';
import { permissions } from '../core/probes/observation.ts';

// Shapes that several messages have. What comes from a page is limited in length: nothing that is longer was ever shown there.

/** A text of at most so many UTF-16 units. */
export const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));

/** A position in a list; whether the list is that long its owner knows. */
export const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** An id of a mark or a run, a key of an observation. */
export const identifier = v.pipe(text(4096), v.nonEmpty());

/** A name of the API: RFC 1123 subdomains have at most 253 characters, and no other name is longer. */
const objectName = v.pipe(text(253), v.nonEmpty());

/** A reference to an object, of a kind that there is. */
export const reference: v.GenericSchema<unknown, ObjectReference> = v.object({
  kind: v.custom<ReferenceKind>(
    (kind) => typeof kind === 'string' && kind.length < 64 && parseReferenceKind(kind) === kind,
  ),
  namespace: v.exactOptional(objectName),
  name: objectName,
});

export const permission = v.picklist(permissions);
