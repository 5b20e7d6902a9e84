import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { findYamlLimitProblem, type YamlLimitOptions, type YamlLimitReason } from './yamlLimits.ts';

function check(text: string, reason: YamlLimitReason | undefined, options?: YamlLimitOptions): void {
  expect(findYamlLimitProblem(text, options)?.reason).toBe(reason);
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const laughs = (levels: number, width: number, merge: boolean): string =>
  numbers(levels)
    .map((level) => {
      const members = Array<string>(width)
        .fill(`*a${level - 1}`)
        .join(', ');
      if (level === 0) return 'a0: &a0 { x: 1 }\n';
      return `a${level}: &a${level} ${merge ? `{ <<: [${members}] }` : `[${members}]`}\n`;
    })
    .join('');

describe('what is refused', () => {
  it.each<[string, string, YamlLimitReason]>([
    ['flow mappings that never end', `x: ${'{'.repeat(400)}`, 'too-deep'],
    ['nested lists', `x: ${'['.repeat(110)}${']'.repeat(110)}`, 'too-deep'],
    ['lists in one line', '- '.repeat(110), 'too-deep'],
    ['explicit keys in one line', '? '.repeat(110), 'too-deep'],
    [
      'indented mappings',
      numbers(110)
        .map((level) => `${' '.repeat(level)}k:\n`)
        .join(''),
      'too-deep',
    ],
    ['deep nesting in the second document', `a: 1\n---\nx: ${'['.repeat(400)}`, 'too-deep'],
    ['a mapping as key', '{ a: 1 }: 2', 'collection-as-key'],
    ['a mapping as key without a value', 'x: {{{ a }}}', 'collection-as-key'],
    ['a list as key', '[a]: 2', 'collection-as-key'],
    ['a list as key of a pair in a list', 'x: [[a]: b]', 'collection-as-key'],
    ['a block list as explicit key', '? - a\n: 1', 'collection-as-key'],
    ['a block mapping as explicit key', '? a: b\n: 1', 'collection-as-key'],
    ['an alias of a collection as key', 'x: &a [1]\n*a : 2', 'collection-as-key'],
    ['an alias of what it is in', 'x: &a [*a]', 'alias-of-itself'],
    ['an alias of what it is far in', '&a x:\n  y: &b\n    z: { q: [*b] }', 'alias-of-itself'],
    ['aliases of aliases', laughs(7, 10, false), 'too-many-aliases'],
    ['merges of merges', laughs(7, 10, true), 'too-many-aliases'],
    [
      'thousands of anchors',
      `[${numbers(3000)
        .map((each) => `&a${each} 1`)
        .join(', ')}]`,
      'too-many-aliases',
    ],
    ['thousands of aliases', `[&a 1${', *a'.repeat(3000)}]`, 'too-many-aliases'],
    ['directives', `${'%TAG !a! b\n'.repeat(200)}---\n1`, 'too-many-directives'],
  ])('%s', (_, text, reason) => {
    check(text, reason);
  });

  it('says where, and nothing of the text', () => {
    expect(findYamlLimitProblem('a: secret\n---\nb:\n  ? [secret]\n  : 1')).toEqual({
      reason: 'collection-as-key',
      offset: 21,
      line: 4,
      message: 'a key is a mapping or a list; Kubernetes knows only text as a key',
    });
    expect(findYamlLimitProblem(`a: 1\nx: ${'{'.repeat(400)}`)?.line).toBe(2);
  });
});

describe('what is accepted', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['a mapping', 'a: { b: [c, { d: e }], f: {}, g: [] }\nh:\n- i: j\n  k: l\n-\n  - m'],
    ['depth within the limit', `x: ${'['.repeat(99)}${']'.repeat(99)}`],
    ['brackets in texts', `a: "${'{'.repeat(400)}"\nb: |\n  ${'[{'.repeat(400)}\nc: x${'{'.repeat(400)}`],
    ['long lists', '- a\n'.repeat(5000)],
    ['explicit keys that are text', '? a\n: 1\n? |\n  b\n: 2\n? c'],
    ['anchors, aliases and merges', 'a: &a { x: 1 }\nb: { <<: *a, y: *a }\n*a2 : 1\nc: &k key\n*k : 2'],
    ['an anchor that is given again in its own value', '&a [&a 1, *a]'],
    ['what is no YAML', 'a: [b\n}: "'],
  ])('%s', (_, text) => {
    check(text, undefined);
  });

  it('accepts a placeholder of a template where templates are read', () => {
    const text = 'name: {{ .Values.name }}\nlabels:\n  {{- include "labels" . }}\nlist: [{{ a }}, {{ b }}]';
    check(text, 'collection-as-key');
    check(text, undefined, { templates: true });
    check('x: {{{{ a }}}}', 'collection-as-key', { templates: true });
  });

  it('accepts whatever JSON says, within the depth', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        check(JSON.stringify(value), undefined);
        check(stringify(value, { aliasDuplicateObjects: false }), undefined);
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...'{}[],:?-&*!|>\'"%#@ \n\tab'.split(''),
        '? ',
        ': ',
        '- ',
        '&a ',
        '*a ',
        '---\n',
        '<<: ',
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(pieces, (each) => {
        findYamlLimitProblem(each.join(''));
      }),
    );
  });
});

/** Texts whose reading takes more than their length deserves in one parser or another. */
const shapes: Readonly<Record<string, (size: number) => string>> = {
  'open mappings': (size) => `x: ${'{'.repeat(size)}`,
  'open lists': (size) => `x: ${'['.repeat(size)}`,
  'explicit keys': (size) => '? '.repeat(size),
  'explicit keys in a flow mapping': (size) => `x: {${'? '.repeat(size)}}`,
  'keys that are lists': (size) => '[a]: '.repeat(size),
  'pairs in a list': (size) => `x: [${'a: '.repeat(size)}]`,
  'nested pairs': (size) => 'a: '.repeat(size),
  tags: (size) => `x: ${'!a '.repeat(size)}`,
  'tags on lines': (size) => `x:\n${' !a\n'.repeat(size)} 1`,
  anchors: (size) => `x: ${'&a '.repeat(size)}`,
  aliases: (size) => `x: &a 1\ny: [${'*a,'.repeat(size)}]`,
  'anchors and aliases': (size) =>
    `y: [${numbers(size)
      .map((each) => `&a${each} 1,*a${each},`)
      .join('')}]`,
  merges: (size) => `a: &a {b: 1}\nx:\n  <<: [${'*a,'.repeat(size)}]`,
  keys: (size) =>
    numbers(size)
      .map((each) => `k${each}: 1\n`)
      .join(''),
  'directives that are used': (size) =>
    `%YAML 1.1\n${numbers(size)
      .map((each) => `%TAG !a${each}! b\n`)
      .join('')}${'--- 1\n'.repeat(size)}`,
  comments: (size) => `x:\n${'  # a\n'.repeat(size)}  y: 1\n`,
  'comments in a list': (size) => `x: [${'\n # b\n a,'.repeat(size)}\n]`,
  quotes: (size) => `x: ${'"'.repeat(size)}`,
  'ends without a beginning': (size) => `x: []${']'.repeat(size)}`,
};

describe('time in proportion to the length', { timeout: 120_000 }, () => {
  /** Microseconds of this thread, the least of several: what else it does only adds. Its clock's steps are a millisecond. */
  const least = (work: () => void): number =>
    Math.max(
      1000,
      Math.min(
        ...numbers(3).map(() => {
          const before = process.threadCpuUsage().user;
          work();
          return process.threadCpuUsage().user - before;
        }),
      ),
    );
  const readAll = (text: string): void => {
    if (findYamlLimitProblem(text) !== undefined) return;
    for (const document of parseAllDocuments(text, { logLevel: 'silent', merge: true, uniqueKeys: false })) {
      try {
        document.toJS({ maxAliasCount: 1000 });
      } catch {
        // An alias without an anchor.
      }
    }
  };

  it.each(Object.keys(shapes))('%s', (name) => {
    const shape = shapes[name]!;
    const [small, large] = [shape(250), shape(250 * 16)];
    readAll(small);
    // Sixteen times the length: a linear reader takes 16 times as long, a quadratic one 256 times.
    expect(
      least(() => {
        readAll(large);
      }) /
        least(() => {
          readAll(small);
        }),
    ).toBeLessThan(80);
  });
});
