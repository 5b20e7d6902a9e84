import { type ObjectReference, parseReference } from '../core/model/reference.ts';

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function asReference(value: unknown): ObjectReference | undefined {
  const [kind, namespace, name] = ['kind', 'namespace', 'name'].map((key) => property(value, key));
  if (typeof kind !== 'string' || typeof name !== 'string' || name === '') return undefined;
  if (namespace !== undefined && typeof namespace !== 'string') return undefined;
  const text = [...(namespace === undefined ? [] : [namespace]), kind, name].join('/');
  return parseReference(text, 'default');
}

/**
 * The object that a command was invoked on: an item of our tree (`{ node: { reference } }`), a thing on the map (the
 * data-vscode-context object, `{ reference }`), a reference itself, or one as text (`shop/service/web`).
 * `undefined` when it was invoked on none, from the palette for example.
 */
export function referenceOfArgument(argument: unknown): ObjectReference | undefined {
  if (typeof argument === 'string') return parseReference(argument, 'default');
  return (
    asReference(property(property(argument, 'node'), 'reference')) ??
    asReference(property(argument, 'reference')) ??
    asReference(argument)
  );
}

/** The port of a port item of our tree; `undefined` for everything else. */
export function portOfArgument(argument: unknown): number | undefined {
  const port = property(property(argument, 'node'), 'port');
  return typeof port === 'number' ? port : undefined;
}
