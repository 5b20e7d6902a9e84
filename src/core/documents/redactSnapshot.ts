import { redactOutput, redactPath, redactSecrets } from '../text/redactSecrets.ts';
import type { SnapshotDocument } from './snapshotDocument.ts';

/** Fields with sentences of people and programs. */
const sentences: ReadonlySet<string> = new Set(['message', 'reason', 'program']);
/** Fields by which objects find each other. */
const identities: ReadonlySet<string> = new Set([
  ...[
    'labels',
    'selector',
    'podSelector',
    'namespaceSelector',
    'nodeSelector',
    'matchLabels',
    'matchExpressions',
  ],
  ...['name', 'namespace', 'uid', 'context'],
]);

function redacted(value: unknown, field: string): unknown {
  if (typeof value === 'string') return sentences.has(field) ? redactSecrets(value) : redactOutput(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redacted(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => [
      key,
      identities.has(key) ? inner : key === 'readinessProbe' ? redactedProbe(inner) : redacted(inner, key),
    ]),
  );
}

function redactedProbe(probe: unknown): unknown {
  if (typeof probe !== 'object' || probe === null || !('path' in probe)) return probe;
  return typeof probe.path === 'string' ? { ...probe, path: redactPath(probe.path) } : probe;
}

/** The texts of a document's objects without credentials; labels, selectors and names stay, or it would mean something else. */
export function redactTexts<Value>(value: Value): Value {
  return redacted(value, '') as Value;
}

/** A snapshot document without credentials in its texts. */
export function redactSnapshot(document: SnapshotDocument): SnapshotDocument {
  return redactTexts(document);
}
