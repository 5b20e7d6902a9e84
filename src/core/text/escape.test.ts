import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownBlock, markdownCode, markdownText, mermaidLabel, plainLine, plainLines } from './escape.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[31m',
        '\u001b]0;title\u0007',
        '\u009b1m',
        '\r\n',
        '\n',
        '\t',
        '\u202e',
        '\u2066',
        '\u200b',
        '\ufeff',
        '<script>',
        '<img src=x onerror=alert(1)>',
        '`',
        '``',
        '|',
        '[a](javascript:x)',
        '![i](http://x)',
        '&lt;',
        '"',
        '"]',
        ';',
        '#quot;',
        '#',
        '%%{init}%%',
        '---',
        '1. ',
        '- ',
        '@user',
        '$x$',
        'https://x.example',
        'www.x.y',
        'end',
        '-->',
        'a',
        ' ',
        '\ud800',
        '\u{e0041}',
        '~',
        '*',
        '_',
        '\\',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

// eslint-disable-next-line no-control-regex -- what must not be there
const dangerous = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;

describe('plainLine', () => {
  function check(input: string, expected: string): void {
    it(JSON.stringify(input), () => {
      expect(plainLine(input)).toBe(expected);
    });
  }
  check('shop/web → 10.96.0.10:80 ✓', 'shop/web → 10.96.0.10:80 ✓');
  check('\u001b[31mred', '\\x1b[31mred');
  check('a\nb\tc', 'a\\nb\\tc');
  check('user\u202egnp', 'user\\u{202e}gnp');

  it('lets nothing through that acts on a terminal or hides', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainLine(text)).not.toMatch(dangerous);
        expect(plainLine(plainLine(text))).toBe(plainLine(text));
        for (const line of plainLines(text)) expect(line).not.toMatch(dangerous);
      }),
    );
  });
});

describe('markdownText', () => {
  function check(input: string, expected: string): void {
    it(JSON.stringify(input), () => {
      expect(markdownText(input)).toBe(expected);
    });
  }
  check('2 pods fail (HTTP 500)', '2 pods fail (HTTP 500)');
  check('a_b*c', 'a\\_b\\*c');
  check('<b>|</b>', '\\<b\\>\\|\\</b\\>');
  check('1. see https://x', '1\\. see https\\://x');

  it('leaves no character that Markdown or HTML acts on unescaped', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rest = markdownText(text).replace(/\\[!-/:-@[-`{-~]/g, '');
        expect(rest).not.toMatch(/[\\`*_[\]<>|~@$#&!]/);
        expect(rest).not.toMatch(/:\/\/|www\./i);
        expect(rest).not.toMatch(dangerous);
      }),
    );
  });
});

describe('markdownCode and markdownBlock', () => {
  it('cannot be left from inside', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = markdownCode(text);
        if (code !== '') {
          const fence = /^`+/.exec(code)![0];
          const inside = code.slice(fence.length, -fence.length);
          expect(inside).not.toContain(fence);
        }
        const lines = markdownBlock(text).split('\n');
        const blockFence = lines[0]!;
        expect(lines.at(-1)).toBe(blockFence);
        for (const line of lines.slice(1, -1)) expect(line).not.toContain(blockFence);
      }),
    );
  });
});

describe('mermaidLabel', () => {
  function check(input: string, expected: string): void {
    it(JSON.stringify(input), () => {
      expect(mermaidLabel(input)).toBe(expected);
    });
  }
  check('shop/pod/cart-0', 'shop/pod/cart-0');
  check('"]; click x', '#34;#93;#59; click x');
  check('1. list', '1#46; list');
  check('10.96.0.10', '10.96.0.10');
  check('- item', '#45; item');
  check('<img src=x>', '#60;img src=x#62;');

  it('holds letters, digits, harmless punctuation and entity codes only', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const label = mermaidLabel(text);
        expect(label).toMatch(/^(?:[\p{L}\p{M}\p{N} ,.:/()→·–…✓✗?!=-]|#\d+;)*$/u);
        expect(label).not.toMatch(/^(?:\d+[.)](?:\s|$)|[-–])/);
        expect(label).not.toMatch(dangerous);
      }),
    );
  });
});
