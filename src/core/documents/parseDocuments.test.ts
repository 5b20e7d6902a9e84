import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocuments } from './parseDocuments.ts';

/** What kubectl's own reader made of each text; recorded with test/manifests/recorder. */
interface Reading {
  readonly text: string;
  readonly documents: readonly unknown[];
  readonly error?: string;
}

const readings = JSON.parse(
  readFileSync(new URL('../../../test/manifests/kubectlReadings.json', import.meta.url), 'utf8'),
) as readonly Reading[];

/** Texts that are read here and refused there, which no manifest holds by mistake. */
const moreTolerant: ReadonlySet<string> = new Set([
  'a: "\\/"\n',
  'a: \u0085b\n',
  '\t\n',
  'a: 1\n\t\nb: 2\n',
  '-\ta\n',
]);
/** Texts that are read there and not here: that is said, and nothing is sure any more. */
const lessTolerant: ReadonlySet<string> = new Set([
  'a: !!str 1\nb: !!int "3"\nc: ! 1\n',
  'a: !!binary aGk=\n',
  '{"a":1}{"b":2}',
]);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('parseDocuments', () => {
  it.each(readings.map((reading) => [reading.text, reading] as const))('%j', (text, reading) => {
    const { documents, unread } = parseDocuments('input', text);
    const values = reading.documents.filter((value) => value !== null);
    if (reading.error !== undefined) {
      expect(unread.length > 0 || moreTolerant.has(text)).toBe(true);
      return;
    }
    if (lessTolerant.has(text) && unread.length > 0) return;
    expect(documents.map(({ raw }) => raw)).toEqual(values.filter(isObject));
    expect(unread.length).toBe(values.filter((value) => !isObject(value)).length);
  });
});
