import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLookupOutput, type LookupResult } from './lookupProbe.ts';

function check(text: string, expected: Pick<LookupResult, 'status' | 'addresses'>): void {
  const { value } = parseLookupOutput(text);
  expect({ status: value?.status, addresses: value?.addresses }).toEqual(expected);
}

describe('parseLookupOutput', () => {
  it('reads getent', () => {
    check(
      '@ tool getent\n10.110.200.123  STREAM cart.shop.svc.cluster.local\n10.110.200.123  DGRAM  \n10.110.200.123  RAW    \n@ status 0\n',
      { status: 'resolved', addresses: ['10.110.200.123'] },
    );
  });

  it('reads the reason after getent failed', () => {
    check(
      "@ tool getent\n@ status 2\n@ reason nslookup\n;; Got recursion not available from 10.96.0.10\nServer:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find cart: NXDOMAIN\n\n",
      { status: 'no-such-name', addresses: [] },
    );
    check(
      '@ tool getent\n@ status 2\n@ reason nslookup\n;; connection timed out; no servers could be reached\n',
      { status: 'no-answer', addresses: [] },
    );
  });

  it('reads busybox nslookup, which asks the whole search list at once', () => {
    check(
      "@ tool nslookup\nServer:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find cart.cluster.local: NXDOMAIN\n\nName:\tcart.shop.svc.cluster.local\nAddress: 10.110.200.123\n\n** server can't find cart.svc.cluster.local: NXDOMAIN\n\n@ status 1\n",
      { status: 'resolved', addresses: ['10.110.200.123'] },
    );
    check(
      "@ tool nslookup\nServer:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find cart.cluster.local: NXDOMAIN\n\n@ status 1\n",
      { status: 'no-such-name', addresses: [] },
    );
  });

  it('reads ping of an image that has nothing else', () => {
    check('@ tool ping\nPING web (10.96.0.20): 56 data bytes\n@ status 1\n', {
      status: 'resolved',
      addresses: ['10.96.0.20'],
    });
    check("@ tool ping\nping: bad address 'web'\n@ status 1\n", { status: 'no-such-name', addresses: [] });
  });

  it('does not read a killed lookup as an answer', () => {
    expect(parseLookupOutput('@ tool getent\n').value).toBeUndefined();
    check('@ tool getent\n@ status 124\n', { status: 'no-answer', addresses: [] });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseLookupOutput(text)));
  });
});
