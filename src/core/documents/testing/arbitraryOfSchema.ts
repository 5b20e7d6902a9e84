import fc from 'fast-check';
import type { JsonSchema } from '../shape.ts';

/** Strings as a cluster might have them: ordinary names, and what an attacker would put there. */
const hostileText = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '', '\u001b[31mred', 'a\nb', '\u202egnp', '<img src=x>'),
);

/** Values that satisfy one of our schemas, made from the schema itself: no field can be forgotten. */
export function arbitraryOfSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if ('enum' in schema) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map(arbitraryOfSchema));
  switch (schema['type']) {
    case 'string':
      // The only pattern in use is that of times.
      return 'pattern' in schema ? fc.constant('2026-01-31T12:00:00.000Z') : hostileText;
    case 'integer':
      return fc.integer({ min: schema['minimum'] as number, max: schema['maximum'] as number });
    case 'number':
      return fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => (value === 0 ? 0 : value));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOfSchema(schema['items'] as JsonSchema), { maxLength: 3 });
    case 'object': {
      const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
      if (properties === undefined) {
        return fc
          .array(fc.tuple(hostileText, arbitraryOfSchema(schema['additionalProperties'] as JsonSchema)), {
            maxLength: 3,
          })
          .map((entries) => Object.fromEntries(entries));
      }
      return fc.record(
        Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, arbitraryOfSchema(value)])),
        { requiredKeys: schema['required'] as string[], noNullPrototype: true },
      );
    }
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`);
  }
}
