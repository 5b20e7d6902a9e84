import type { Labels } from './labels.ts';

/** JSON of unknown shape that turned out to be an object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key; an empty one where there is none. */
export function objectAt(value: unknown, key: string): JsonObject {
  const found = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isJsonObject(found) ? found : {};
}

/** The list at a key; an empty one where there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** The text at a key, when it is one. */
export function textAt(value: unknown, key: string): string | undefined {
  const found = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The number at a key, when it is one. */
export function numberAt(value: unknown, key: string): number | undefined {
  const found = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'number' ? found : undefined;
}

/** The labels at a key: pairs whose value is a text; others cannot be labels. */
export function labelsAt(value: unknown, key: string): Labels {
  return Object.fromEntries(
    Object.entries(objectAt(value, key)).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    ),
  );
}
