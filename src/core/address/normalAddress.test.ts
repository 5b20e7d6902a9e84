import { isIPv6, BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { includesAddress, normalAddress, sameAddress } from './normalAddress.ts';

describe('the normal form of an address', () => {
  it.each([
    ['10.244.1.7', '10.244.1.7'],
    ['FD00:0:0::0007', 'fd00::7'],
    ['fd00:0000:0000:0000:0000:0000:0000:0007', 'fd00::7'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:0a00:0001', '10.0.0.1'],
    ['Web.Shop', 'web.shop'],
    ['010.0.0.1', '010.0.0.1'],
    ['', ''],
  ])('of %s is %s', (text, expected) => {
    expect(normalAddress(text)).toBe(expected);
  });

  it('tells the same addresses equal as the kernel does', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (left, right) => {
        fc.pre(isIPv6(left) && isIPv6(right));
        const list = new BlockList();
        list.addAddress(left, 'ipv6');
        expect(sameAddress(left, right)).toBe(list.check(right, 'ipv6'));
        expect(list.check(left.toUpperCase(), 'ipv6')).toBe(sameAddress(left, left.toUpperCase()));
      }),
    );
  });

  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        expect(normalAddress(normalAddress(text))).toBe(normalAddress(text));
      }),
    );
  });

  it('finds an address in other spellings', () => {
    expect(includesAddress(['10.0.0.1', 'FD00::1'], 'fd00:0::1')).toBe(true);
    expect(includesAddress(['10.0.0.1'], '10.0.0.11')).toBe(false);
  });
});
