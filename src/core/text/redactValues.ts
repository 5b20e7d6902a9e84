import { redactSecrets } from './redactSecrets.ts';
import { secretNameKind } from './secretNames.ts';

const removed = '[removed]';

/**
 * Fields that hold names by which objects find each other. Each is bound to 63 harmless characters, and without one of them
 * nothing can be said about the network.
 */
const identities: ReadonlySet<string> = new Set([
  ...['labels', 'selector', 'matchLabels', 'nodeSelector', 'templateLabels', 'matchExpressions', 'requests'],
]);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{ name: DB_PASSWORD, value: … }`: the entries of environments and of lists of headers. */
function namesSecret(value: Readonly<Record<string, unknown>>): boolean {
  const name = value['name'] ?? value['key'];
  return typeof name === 'string' && secretNameKind(name) !== undefined;
}

/**
 * Plain data without credentials: every text is redacted, and what a field's own name says to be a credential is removed.
 * Labels and selectors stay.
 */
export function redactValues<Value>(value: Value): Value {
  if (typeof value === 'string') return redactSecrets(value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValues(item)) as Value;
  if (!isRecord(value)) return value;
  const secretValue = namesSecret(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      if (identities.has(key)) return [key, inner];
      const isScalar = typeof inner === 'string' || typeof inner === 'number';
      const isSecret = secretNameKind(key) !== undefined || (key === 'value' && secretValue);
      return [key, isSecret && isScalar && inner !== '' ? removed : redactValues(inner)];
    }),
  ) as Value;
}
