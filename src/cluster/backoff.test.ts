import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';
import { longestPause, retryAfterMilliseconds, timerMilliseconds } from './pause.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7000],
    [' 7 ', 7000],
    ['99999999999', longestPause],
    ['9'.repeat(400), longestPause],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['', undefined],
    [null, undefined],
    ['soon', undefined],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', longestPause],
    ['Sun, 01 Mar 2026 11:59:00 GMT', undefined],
    ['Sun, 99 Mar 2026 12:00:30 GMT', undefined],
    ['2026-03-01T12:00:30Z', undefined],
  ])('%j is %j milliseconds', (header, expected) => {
    expect(retryAfterMilliseconds(header, now)).toBe(expected);
  });

  it('is a time that a timer can wait, whatever a server sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (header) => {
        const wait = retryAfterMilliseconds(header, now);
        return wait === undefined || (wait >= 0 && wait <= longestPause);
      }),
    );
  });
});

describe('waits', () => {
  it('are never below half of the first one nor above what a timer can wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.array(fc.double()),
        (first, more, wishes) => {
          const backoff = new Backoff(first, first + more);
          return wishes.every((wish) => {
            const wait = backoff.next(wish);
            return wait >= first / 2 && wait <= longestPause;
          });
        },
      ),
    );
  });

  it.each([
    [Number.NaN, longestPause],
    [Infinity, longestPause],
    [2 ** 31, longestPause],
    [-5, 0],
    [12, 12],
  ])('%d becomes %d', (milliseconds, expected) => {
    expect(timerMilliseconds(milliseconds)).toBe(expected);
  });
});
