import { parseDeclaredConnection } from '../../core/policy/design/parseDeclaredConnection.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import { formatReference } from '../../core/model/reference.ts';

/** Lines of a text that name connections; a text that has others too, beside blanks and comments, gives none. */
export function connectionLinesOf(text: string, defaultNamespace: string): readonly string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.every((line) => 'connection' in parseDeclaredConnection(line, defaultNamespace)) ? lines : [];
}

/** `shop/service/cart -> shop/service/web:80/TCP`. */
export function connectionLine(
  from: ObjectReference,
  to: ObjectReference,
  port: { readonly port: number | string; readonly protocol: string },
): string {
  return `${formatReference(from)} -> ${formatReference(to)}:${String(port.port)}/${port.protocol}`;
}

/** The line that a typed text means; `undefined` while it means none. */
export function typedConnection(text: string, defaultNamespace: string): string | undefined {
  const line = text.trim();
  return line !== '' && 'connection' in parseDeclaredConnection(line, defaultNamespace) ? line : undefined;
}
