import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLookupOutput, type LookupResult } from './lookupProbe.ts';

function check(text: string, expected: Pick<LookupResult, 'status' | 'addresses'>): void {
  const { value } = parseLookupOutput(`${text}@ end\n`);
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
    expect(parseLookupOutput('@ tool getent\n@ end\n').value).toBeUndefined();
    check('@ tool getent\n@ status 124\n', { status: 'no-answer', addresses: [] });
  });

  it('gives addresses in their normal form', () => {
    check('@ tool getent\nFD00:0:0::A STREAM a\n::ffff:10.0.0.1 STREAM a\n@ status 0\n', {
      status: 'resolved',
      addresses: ['fd00::a', '10.0.0.1'],
    });
  });

  it('leaves out what old busybox says of its server', () => {
    const own = "nslookup: can't resolve '(null)': Name does not resolve\n\n";
    check(`@ tool nslookup\n${own}nslookup: can't resolve 'web': Try again\n@ status 1\n`, {
      status: 'no-answer',
      addresses: [],
    });
    check(`@ tool nslookup\n${own}Name:      web\nAddress 1: 10.96.0.20 web.shop\n@ status 0\n`, {
      status: 'resolved',
      addresses: ['10.96.0.20'],
    });
  });

  // What a tool, a shell or a loader prints when it could not ask.
  it.each([
    ['nslookup', 1, "timeout: can't execute '8': No such file or directory"],
    ['nslookup', 1, 'BusyBox v1.29.3 multi-call binary.\nUsage: timeout [-t SECS] [-s SIG] PROG ARGS'],
    ['python3', 1, 'Fatal Python error: init_import_site: Failed to import the site module'],
    ['ping', 1, 'ping: permission denied (are you root?)'],
    ['ping', 2, 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted'],
    ['getent', 1, 'Unknown database: ahosts'],
  ])('takes nothing of %s that cannot ask for an answer', (tool, status, text) => {
    const { value, errors } = parseLookupOutput(
      `@ tool ${tool}\n${text}\n@ status ${String(status)}\n@ end\n`,
    );
    expect(value).toBeUndefined();
    expect(errors[0]).toContain(`${tool} could not ask`);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseLookupOutput(`${text}\n@ end`)));
  });
});
