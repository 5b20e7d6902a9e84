import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redactSecrets.ts';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

function check(input: string, expected: string): void {
  it(JSON.stringify(input), () => {
    expect(redactSecrets(input)).toBe(expected);
  });
}

describe('redactSecrets removes', () => {
  check('DB_PASSWORD=hunter2 next', 'DB_PASSWORD=[removed] next');
  check('export API_KEY="a b c"', 'export API_KEY=[removed]');
  check('curl --token=abc http://x', 'curl --token=[removed] http://x');
  check('password: hunter2\nport: 80', 'password: [removed]\nport: 80');
  check('{"clientSecret": "a\\"b", "port": 1}', '{"clientSecret": "[removed]", "port": 1}');
  check(`Authorization: Bearer ${token}`, 'Authorization: Bearer [removed]');
  check(`x ${token} y`, 'x [removed] y');
  check('http://user:pass@example.com/', 'http://[removed]@example.com/');
  check('a\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nb', 'a\n[removed]\nb');
});

describe('redactSecrets keeps', () => {
  for (const text of [
    'search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5',
    '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1',
    'HTTP_PROXY=http://proxy.example.com:3128',
    'web.shop.svc.cluster.local. 5 IN A 10.96.1.2',
  ]) {
    check(text, text);
  }

  it('its own output', () => {
    const pieces = fc.constantFrom(
      'TOKEN=',
      'a',
      ' ',
      '"',
      '\n',
      token,
      'Bearer ',
      ': ',
      'secret',
      '://a:b@c',
      '=',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const once = redactSecrets(parts.join(''));
        expect(redactSecrets(once)).toBe(once);
      }),
    );
  });
});
