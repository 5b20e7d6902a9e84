import { isRecord } from '../../core/model/readField.ts';

/** Names of variables whose value is likely a secret. */
const secretName = /pass|secret|token|key|credential/i;

const redacted = '(removed)';

function trimVariable(variable: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { name, value } = variable;
  if (typeof value !== 'string' || typeof name !== 'string' || !secretName.test(name)) return variable;
  return { ...variable, value: redacted };
}

/**
 * An API object without what a diagnosis must not keep: managedFields, the last applied configuration (it repeats every
 * variable), values of variables that sound like secrets, and the data of Secrets.
 */
export function trimObject(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(trimObject);
  if (!isRecord(value)) return value;
  const isSecret = value['kind'] === 'Secret' || value['kind'] === 'SecretList';
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): (readonly [string, unknown])[] => {
      if (key === 'managedFields' || key === 'kubectl.kubernetes.io/last-applied-configuration') return [];
      if (isSecret && (key === 'data' || key === 'stringData' || key === 'items')) return [];
      if (key === 'env' && Array.isArray(inner)) {
        return [[key, inner.map((entry: unknown) => (isRecord(entry) ? trimVariable(entry) : entry))]];
      }
      return [[key, trimObject(inner)]];
    }),
  );
}
