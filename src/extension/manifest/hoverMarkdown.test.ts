import { expect, test } from 'vitest';
import { hoverMarkdown } from './hoverMarkdown.ts';

test('lines, and the actions behind the last one', () => {
  const reference = { kind: 'service', namespace: 'shop', name: 'web' } as const;
  expect(
    hoverMarkdown(
      ['**a**', 'b'],
      [
        { kind: 'trace', service: reference },
        { kind: 'show-on-map', reference },
      ],
    ),
  ).toBe(
    '**a**  \nb · [Trace](command:podpath.traceServiceEndpoints?%5B%7B%22kind%22%3A%22service%22%2C%22namespace%22%3A%22shop%22%2C%22name%22%3A%22web%22%7D%5D)' +
      ' · [Show\u00a0on\u00a0Map](command:podpath.showOnMap?%5B%7B%22kind%22%3A%22service%22%2C%22namespace%22%3A%22shop%22%2C%22name%22%3A%22web%22%7D%5D)',
  );
});

test('a name cannot end the link', () => {
  const text = hoverMarkdown(
    ['x'],
    [{ kind: 'trace', service: { kind: 'service', name: ') [y](command:evil)' } }],
  );
  expect(text.match(/\(/g)).toHaveLength(1);
  expect(text.match(/\)/g)).toHaveLength(1);
});
