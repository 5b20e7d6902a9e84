import { describe, expect, test } from 'vitest';
import { countOf, formatDuration, shortHeadline } from './statusLook.ts';

describe('durations', () => {
  const check = (milliseconds: number, text: string): void => {
    test(text, () => {
      expect(formatDuration(milliseconds)).toBe(text);
    });
  };
  check(0, '0 ms');
  check(339.6, '340 ms');
  check(1_834, '1.8 s');
  check(125_000, '2 min 5 s');
});

describe('headlines without what the heading says', () => {
  const check = (headline: string, short: string): void => {
    test(short, () => {
      expect(shortHeadline(headline)).toBe(short);
    });
  };
  check('shop/pod/a → shop/service/b:80 is reachable: all 3 paths answer.', 'All 3 paths answer.');
  check('node/n1 → 10.0.0.1:80 could not be verified: exec is forbidden.', 'Exec is forbidden.');
  check('a → b is broken. Service b selects no pod.', 'Service b selects no pod.');
  check('shop/web has no ports.', 'shop/web has no ports.');
});

test('counts', () => {
  expect([countOf(1, 'probe'), countOf(0, 'probe')]).toEqual(['1 probe', '0 probes']);
});
