/** A JSON schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One description from which a document is read and from which its JSON schema is written, so that the two cannot
 * disagree. Reading never throws: what does not fit is named in `errors` with its place.
 */
export interface Shape<Value> {
  readonly schema: JsonSchema;
  /** Returns `undefined` when nothing usable is there, and then has said why. */
  readonly read: (raw: unknown, at: string, errors: string[]) => Value | undefined;
}

/** A field that may be left out. */
export interface OptionalField<Value> {
  readonly optional: Shape<Value>;
}

/** The fields of an object: every one of the type has to be described, and the optional ones as optional. */
export type Fields<Value> = {
  readonly [Key in keyof Value]-?: object extends Pick<Value, Key>
    ? OptionalField<Exclude<Value[Key], undefined>>
    : Shape<Value[Key]>;
};

function kindOf(raw: unknown): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'a list';
  switch (typeof raw) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return 'a string';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** Any string. */
export function text(description?: string): Shape<string> {
  return {
    schema: { type: 'string', ...(description === undefined ? {} : { description }) },
    read: (raw, at, errors) => {
      if (typeof raw === 'string') return raw;
      errors.push(`${at}: expected a string, found ${kindOf(raw)}`);
      return undefined;
    },
  };
}

/** A point in time, RFC 3339. Only its form is checked. */
export function timestamp(description: string): Shape<string> {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  return {
    schema: { type: 'string', pattern: form.source, description: `${description} RFC 3339.` },
    read: (raw, at, errors) => {
      if (typeof raw === 'string' && form.test(raw)) return raw;
      errors.push(`${at}: expected a time such as 2026-01-31T12:00:00Z`);
      return undefined;
    },
  };
}

/** A whole number between two bounds. */
export function integer(minimum: number, maximum: number, description?: string): Shape<number> {
  return {
    schema: { type: 'integer', minimum, maximum, ...(description === undefined ? {} : { description }) },
    read: (raw, at, errors) => {
      if (typeof raw === 'number' && Number.isInteger(raw) && raw >= minimum && raw <= maximum) return raw;
      errors.push(`${at}: expected a whole number from ${minimum} to ${maximum}, found ${kindOf(raw)}`);
      return undefined;
    },
  };
}

/** Any finite number that is not negative. */
export function amount(description: string): Shape<number> {
  return {
    schema: { type: 'number', minimum: 0, description },
    read: (raw, at, errors) => {
      if (typeof raw === 'number' && Number.isFinite(raw) && raw >= 0) return raw;
      errors.push(`${at}: expected a number of 0 or more, found ${kindOf(raw)}`);
      return undefined;
    },
  };
}

/** true or false. */
export function flag(description?: string): Shape<boolean> {
  return {
    schema: { type: 'boolean', ...(description === undefined ? {} : { description }) },
    read: (raw, at, errors) => {
      if (typeof raw === 'boolean') return raw;
      errors.push(`${at}: expected true or false, found ${kindOf(raw)}`);
      return undefined;
    },
  };
}

/** One of a few fixed values. */
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  description?: string,
): Shape<Value> {
  return {
    schema: {
      ...(values.length === 1 ? { const: values[0] } : { enum: values }),
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => {
      const found = values.find((value) => value === raw);
      if (found === undefined)
        errors.push(`${at}: expected ${values.map((value) => JSON.stringify(value)).join(' or ')}`);
      return found;
    },
  };
}

/** A list. An element that cannot be read is left out, and named. */
export function list<Element>(element: Shape<Element>, description?: string): Shape<readonly Element[]> {
  return {
    schema: {
      type: 'array',
      items: element.schema,
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => {
      if (!Array.isArray(raw)) {
        errors.push(`${at}: expected a list, found ${kindOf(raw)}`);
        return undefined;
      }
      return raw.flatMap((item: unknown, index) => {
        const value = element.read(item, `${at}[${index}]`, errors);
        return value === undefined ? [] : [value];
      });
    },
  };
}

/** An object with keys of any name, such as labels. */
export function dictionary<Value>(
  value: Shape<Value>,
  description?: string,
): Shape<Readonly<Record<string, Value>>> {
  return {
    schema: {
      type: 'object',
      additionalProperties: value.schema,
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => {
      if (!isRecord(raw)) {
        errors.push(`${at}: expected an object, found ${kindOf(raw)}`);
        return undefined;
      }
      // fromEntries defines own properties: a key named __proto__ stays a key.
      return Object.fromEntries(
        Object.entries(raw).flatMap(([key, item]): [string, Value][] => {
          const read = value.read(item, `${at}[${JSON.stringify(key)}]`, errors);
          return read === undefined ? [] : [[key, read]];
        }),
      );
    },
  };
}

/** Marks a field that may be left out. */
export function optional<Value>(shape: Shape<Value>): OptionalField<Value> {
  return { optional: shape };
}

function isOptional(field: unknown): field is OptionalField<unknown> {
  return isRecord(field) && 'optional' in field;
}

/**
 * An object with known fields. Without one of the fields that it must have it cannot be read; fields that nobody knows
 * are named and left out.
 */
export function object<Value extends object>(fields: Fields<Value>, description?: string): Shape<Value> {
  const entries = Object.entries<unknown>(fields).map(([key, field]) =>
    isOptional(field)
      ? { key, shape: field.optional, required: false }
      : { key, shape: field as Shape<unknown>, required: true },
  );
  const known = new Set(entries.map(({ key }) => key));
  return {
    schema: {
      type: 'object',
      ...(description === undefined ? {} : { description }),
      properties: Object.fromEntries(entries.map(({ key, shape }) => [key, shape.schema])),
      required: entries.filter(({ required }) => required).map(({ key }) => key),
      additionalProperties: false,
    },
    read: (raw, at, errors) => {
      if (!isRecord(raw)) {
        errors.push(`${at}: expected an object, found ${kindOf(raw)}`);
        return undefined;
      }
      let complete = true;
      const result: Record<string, unknown> = {};
      for (const { key, shape, required } of entries) {
        if (!Object.hasOwn(raw, key)) {
          if (required) {
            errors.push(`${at}.${key}: missing`);
            complete = false;
          }
          continue;
        }
        const value = shape.read(raw[key], `${at}.${key}`, errors);
        if (value !== undefined) result[key] = value;
        else if (required) complete = false;
      }
      for (const key of Object.keys(raw)) {
        if (!known.has(key)) errors.push(`${at}.${key}: unknown field`);
      }
      // Every field of Value was read by the shape that the type Fields demands for it.
      return complete ? (result as Value) : undefined;
    },
  };
}

/** One of several object shapes, told apart by the value of one field. */
export function taggedUnion<Value>(
  tag: string,
  shapes: Readonly<Record<string, Shape<Value>>>,
  description?: string,
): Shape<Value> {
  return {
    schema: {
      oneOf: Object.values(shapes).map(({ schema }) => schema),
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => {
      const value = isRecord(raw) ? raw[tag] : undefined;
      const shape = typeof value === 'string' && Object.hasOwn(shapes, value) ? shapes[value] : undefined;
      if (shape !== undefined) return shape.read(raw, at, errors);
      errors.push(`${at}.${tag}: expected ${Object.keys(shapes).join(' or ')}`);
      return undefined;
    },
  };
}

/** A value, or null where there is none. */
export function nullable<Value>(shape: Shape<Value>, description?: string): Shape<Value | null> {
  return {
    schema: {
      anyOf: [shape.schema, { type: 'null' }],
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => (raw === null ? null : shape.read(raw, at, errors)),
  };
}

/** The first of two shapes that fits, such as a number or a name for a port. */
export function either<Left, Right>(
  left: Shape<Left>,
  right: Shape<Right>,
  description?: string,
): Shape<Left | Right> {
  return {
    schema: {
      anyOf: [left.schema, right.schema],
      ...(description === undefined ? {} : { description }),
    },
    read: (raw, at, errors) => {
      const leftErrors: string[] = [];
      const value = left.read(raw, at, leftErrors);
      if (value !== undefined && leftErrors.length === 0) return value;
      const rightErrors: string[] = [];
      const other = right.read(raw, at, rightErrors);
      if (other === undefined) errors.push(...leftErrors, ...rightErrors);
      return other;
    },
  };
}
