import { isRecord, type RawObject } from '../../core/model/readField.ts';
import { redactValues } from '../../core/text/redactValues.ts';
import { fieldsOfKind } from './fieldsOfKinds.ts';

/**
 * Which fields of an object are kept. `true`: the field with all that is in it. An object: of each member, or of each entry of
 * a list, these fields. A function: what it makes of the value, `undefined` for nothing.
 */
export type NeededFields = true | ((value: unknown) => unknown) | { readonly [field: string]: NeededFields };

function keep(value: unknown, needed: NeededFields): unknown {
  if (needed === true) return redactValues(value);
  if (typeof needed === 'function') return needed(value);
  if (Array.isArray(value)) return value.map((item: unknown) => keep(item, needed));
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(
    Object.entries(needed).flatMap(([field, inner]): (readonly [string, unknown])[] => {
      if (!Object.hasOwn(value, field)) return [];
      const kept = keep(value[field], inner);
      return kept === undefined ? [] : [[field, kept]];
    }),
  );
}

/** What a list says of itself. */
const listFields: NeededFields = {
  apiVersion: true,
  kind: true,
  metadata: { resourceVersion: true, continue: true, remainingItemCount: true },
};

/**
 * An object of the API, or a list of them, with nothing but the fields by which a network is understood, and those without
 * credentials. A field that nobody named is left out, whatever is in it.
 * @param kind of the object, or of the entries of the list, where they do not say it themselves
 */
export function neededFields(raw: unknown, kind = ''): unknown {
  if (!isRecord(raw)) return undefined;
  const own = typeof raw['kind'] === 'string' ? raw['kind'] : kind;
  const { items } = raw;
  if (Array.isArray(items)) {
    const itemKind = own.endsWith('List') && own !== 'List' ? own.slice(0, -'List'.length) : kind;
    return {
      ...(keep(raw, listFields) as RawObject),
      items: items.map((item: unknown) => neededFields(item, itemKind)),
    };
  }
  return keep(raw, fieldsOfKind(own));
}
