import { describe, expect, it } from 'vitest';
import { parseResolvConf } from './resolvConf.ts';
import { expandName } from './searchExpansion.ts';

const clusterFirst =
  'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';

function check(name: string, resolvConf: string, expected: readonly string[]): void {
  expect(expandName(name, parseResolvConf(resolvConf).value)).toEqual(expected);
}

describe('expandName', () => {
  it('searches before it asks the name itself below ndots', () => {
    check('web', clusterFirst, [
      'web.shop.svc.cluster.local',
      'web.svc.cluster.local',
      'web.cluster.local',
      'web',
    ]);
  });
  it('asks the name itself first at ndots', () => {
    check('a.b.c', 'search x\noptions ndots:2', ['a.b.c', 'a.b.c.x']);
  });
  it('asks an absolute name alone', () => {
    check('example.com.', clusterFirst, ['example.com']);
  });
  it('is not sensitive to case', () => {
    check('Web', 'search SHOP.svc.cluster.local.', ['web.shop.svc.cluster.local', 'web']);
  });
});

describe('parseResolvConf', () => {
  it('takes the last search line and the last ndots, clipped as glibc does', () => {
    const { value } = parseResolvConf(
      'domain a\nsearch b c\nnameserver 1.1.1.1\nnameserver 2.2.2.2 # two\noptions ndots:3 ndots:99',
    );
    expect(value).toMatchObject({ search: ['b', 'c'], nameservers: ['1.1.1.1', '2.2.2.2'], ndots: 15 });
  });
  it('keeps what it does not know as an error', () => {
    expect(parseResolvConf('nameservers 1.1.1.1').errors).toHaveLength(1);
  });
});
