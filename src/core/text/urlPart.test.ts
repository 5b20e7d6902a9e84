import fc from 'fast-check';
import { expect, it } from 'vitest';
import { urlPart } from './urlPart.ts';

it('takes any text, and stays within its part of the URL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const url = new URL(`http://127.0.0.1/a/${urlPart(text)}?b=${urlPart(text)}`);
      expect(url.searchParams.get('b')).toBe(text.toWellFormed());
    }),
  );
  expect(urlPart('web-\ud800')).toBe('web-%EF%BF%BD');
  expect(urlPart('a/b?c')).toBe('a%2Fb%3Fc');
});
