import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, parse } from 'yaml';
import { toJson, toYaml, yamlDocumentText } from './documentText.ts';

/** Nothing of these may leave the program as it is: terminals act on C1, and editors show text in another order. */

const forbidden = /[\u0080-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '\u0085',
          '\u009b31m',
          '\u202e',
          '\u2066',
          '\u061c',
          '\u200f',
          '\ud800',
          '\udc00',
          '\u{e0041}',
          '\ufeff',
        ),
        fc.constantFrom(
          'yes',
          'null',
          '0x1f',
          '1:30',
          '~',
          '\n',
          ' ',
          '- ',
          ': ',
          '#',
          '"',
          "'",
          '\\',
          '\t',
          '\r',
          '---',
          '...',
        ),
      ),
      { maxLength: 10 },
    )
    .map((parts) => parts.join('')),
);

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe.each([
  ['JSON', (each: unknown) => toJson(each), (written: string): unknown => JSON.parse(written)],
  [
    'JSON of several lines',
    (each: unknown) => toJson(each, 2),
    (written: string): unknown => JSON.parse(written),
  ],
  ['YAML', toYaml, (written: string): unknown => parse(written)],
  ['YAML as Kubernetes reads it', toYaml, (written: string): unknown => parse(written, { version: '1.1' })],
] as const)('%s', (_format, write, read) => {
  it('says the same when it is read, and holds nothing that acts on who reads it', () => {
    fc.assert(
      fc.property(value, (each) => {
        const written = write(each);
        expect(written).not.toMatch(forbidden);
        // Without prototypes, as parsers make them.
        expect(JSON.stringify(read(written))).toBe(JSON.stringify(each));
      }),
    );
  });
});

describe('YAML', () => {
  const check = (input: unknown, expected: string): void => {
    it(JSON.stringify(input), () => {
      expect(toYaml(input)).toBe(expected);
    });
  };
  check({ a: 'x\u202ey' }, 'a: "x\\u202ey"\n');
  check({ 'k\u0085': 1 }, '"k\\u0085": 1\n');
  check({ a: 'x\u{e0041}' }, 'a: "x\\U000e0041"\n');
  check(
    { a: 'yes', b: 'true', c: '0o17', d: 'plain text' },
    'a: "yes"\nb: "true"\nc: "0o17"\nd: plain text\n',
  );

  it('escapes in comments too', () => {
    const document = new Document({ a: 1 });
    document.commentBefore = ' by \u202ex';
    expect(yamlDocumentText(document)).not.toMatch(forbidden);
  });
});
