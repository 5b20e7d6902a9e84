import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactOutput, redactPath, redactSecrets } from './redactSecrets.ts';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

function check(input: string, expected: string, redact = redactSecrets): void {
  it(JSON.stringify(input), () => {
    expect(redact(input)).toBe(expected);
    expect(redact(expected)).toBe(expected);
  });
}

describe('redactSecrets removes', () => {
  check('DB_PASSWORD=hunter2 next', 'DB_PASSWORD=[removed] next');
  check('export API_KEY="a b c"', 'export API_KEY="[removed]"');
  check('curl --token=abc http://x', 'curl --token=[removed] http://x');
  check('password: hunter2\nport: 80', 'password: [removed]\nport: 80');
  check('- password: correct horse battery staple\n- x', '- password: [removed]\n- x');
  check('{"clientSecret": "a\\"b", "port": 1}', '{"clientSecret": "[removed]", "port": 1}');
  check('{"password": 1234, "port": 1}', '{"password": [removed], "port": 1}');
  check('{"tokens": ["a", "b"], "x": ["c"]}', '{"tokens": ["[removed]", "[removed]"], "x": ["c"]}');
  check(`Authorization: Bearer ${token}`, 'Authorization: Bearer [removed]');
  check(`x ${token} y`, 'x [removed] y');
  check('http://user:pass@example.com/', 'http://[removed]@example.com/');
  check('u:pass@tcp(10.0.0.1:3306)/x', 'u:[removed]@tcp(10.0.0.1:3306)/x');
  check('<password>abc</password><port>80</port>', '<password>[removed]</password><port>80</port>');
  check("CREATE USER a IDENTIFIED BY 'x y'", "CREATE USER a IDENTIFIED BY '[removed]'");
  check('requirepass foobar1', 'requirepass [removed]');
  check('token: |\n  abc\n  def\nport: 80', 'token: |\n  [removed]\nport: 80');
  check('a\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\nb', 'a\n[removed]\nb');
});

describe('redactSecrets keeps', () => {
  for (const text of [
    'search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5',
    'HTTP_PROXY=http://proxy.example.com:3128',
    'web.shop.svc.cluster.local. 5 IN A 10.96.1.2',
    'MountVolume.SetUp failed for volume "tls" : secret "tls-secret" not found',
    'secretName: web-tls',
    'automountServiceAccountToken: false',
    'the token: signature is invalid',
    'TOKEN_SERVICE_SERVICE_HOST=10.96.3.4',
    'password authentication failed for user "app"',
    'Failed to pull image "registry.example.com/app:1.2.3@sha256:0f3a6a1a5c9e4d7b8f2e1d0c9b8a79685746352413f0e1d2c3b4a5968778695a"',
    'Readiness probe failed: Get "http://10.244.1.7:8080/healthz": dial tcp 10.244.1.7:8080: connect: connection refused',
    'pod web-7d9f8b6c5-x2x4z of ReplicaSet web-7d9f8b6c5 (2d0551bd-b620-462f-9b83-abba0a38ca2a)',
    'ssh://git@example.com/a.git',
    'PWD=/home/app',
    'PASSWORD_FILE=/run/secrets/password',
    'password: $(DB_PASSWORD)',
    'arn:aws:eks:eu-central-1:123456789012:cluster/ShopProductionCluster2',
    'createPodSandboxError: networkPluginNotReady',
  ]) {
    check(text, text);
  }
});

describe('redactOutput keeps', () => {
  for (const text of [
    '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1',
    'fd00000000000000000000000000000a 02 40 00 80     eth0',
    '   1: 2A001450400108150000000000002004:1F90 00000000000000000000000000000000:0000 0A',
    '-A KUBE-SVC-4SW47YFZTEDKD3PK -m comment --comment "shop/token:http -> 10.244.1.7:8080" -j KUBE-SEP-AB2CD3EF4GH5IJ6K',
    '-A cali-FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-from-hep-forward',
    'ip daddr . meta l4proto . th dport vmap @service-ips',
    '0::/kubepods/burstable/pod2d0551bd-b620-462f-9b83-abba0a38ca2a/0f3a6a1a5c9e4d7b8f2e1d0c9b8a79685746352413f0e1d2c3b4a5968778695a',
    '{"dst":"10.244.1.0/24","gateway":"10.0.0.2","dev":"eth0","protocol":"bird","flags":[]}',
  ]) {
    check(text, text, redactOutput);
  }
});

describe('redactPath', () => {
  const path = (input: string, expected: string): void => {
    check(input, expected, redactPath);
  };
  path('/', '/');
  path('/healthz', '/healthz');
  path('/api/v1/ready.json', '/api/v1/ready.json');
  path('/actuator/health/readiness', '/actuator/health/readiness');
  path('/healthz?full', '/healthz?full');
  path('/dial?check=rewards-vnt5', '/dial?check=rewards-vnt5');
  path('/healthz?0a1b2c3d4e5f', '/healthz?[removed]');
  path('/healthz?token=abc&v=1', '/healthz?token=[removed]&v=1');
  path('/probe/9f8e7d6c5b4a', '/probe/[removed]');
  path('/token/abc/x', '/token/[removed]/x');
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      'TOKEN=',
      'a',
      ' ',
      '"',
      "'",
      '\n',
      token,
      'Bearer ',
      ': ',
      'secret',
      '://a:b@c',
      '=',
      '[',
      ']',
      '{',
      '}',
      ',',
    ],
    ...[
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      '[removed]',
      '\\"',
      '\\n',
      '|',
      '>',
      '<',
      '-p',
      '--token',
    ],
    ...[
      'Authorization: ',
      'name: ',
      'value: ',
      '@',
      '/',
      '?',
      '&',
      '$(',
      'mysql ',
      'x:y@z',
      'aB3dE5gH7jK9mN1pQ3sT',
      '  ',
    ],
  );
  it('is as it was when it is redacted again', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        for (const redact of [redactSecrets, redactOutput]) {
          const once = redact(parts.join(''));
          expect(redact(once)).toBe(once);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is no cause to throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        redactSecrets(text);
        redactOutput(text);
        redactPath(text);
      }),
    );
  });
});

/** Texts on which a pattern that looks back, or looks for an end again and again, takes the square of their length. */
const adversarial: Readonly<Record<string, string>> = {
  letters: 'a',
  names: 'secret_',
  dashes: '-',
  dots: 'token.',
  'names with values': 'password=a ',
  'names without values': 'password= ',
  'names before names': 'token=token=',
  'open quotes': 'token="',
  'open single quotes': "token='",
  'escaped quotes': 'token=\\"',
  backslashes: '\\',
  'quotes with backslashes': '"token":"\\\\\\',
  'open lists': '"token":[{',
  'lists of texts': '"token":["',
  placeholders: 'token=${',
  tags: '<token>',
  'open tags': '<token',
  'beginnings of keys': '-----BEGIN PRIVATE KEY-----\n',
  'half beginnings of keys': '-----BEGIN ',
  headers: 'Authorization: Digest a="',
  'headers without values': 'Cookie:',
  addresses: 'http://a:b',
  'addresses of users': 'http://user:p@ss/',
  'users alone': 'http://git@',
  'users without a scheme': 'a:b',
  'digests in place of hosts': 'a:b@sha256:',
  blocks: 'token: |\n ',
  'blocks in a line': 'token: |\\n a',
  lines: 'token: a\n',
  blanks: 'token   \t',
  flags: '--token --',
  users: '-u "',
  'a program': 'mysql -p',
  'names of values': 'name: token value: ',
  'words before blanks': 'login a password ',
  'random texts': 'aB3dE5gH7/jK9=mN1',
  'random texts of one case': '0a1b2c3d4e5f.',
  'ends of tokens': 'eyJ',
  'letters of other scripts': 'ü😀',
};

describe('takes time in proportion to the length', { timeout: 120_000 }, () => {
  /** Microseconds of this thread, the least of several: what else it does (collecting garbage) only adds. */
  const least = (text: string): number =>
    Math.min(
      ...Array.from({ length: 2 }, () => {
        const before = process.threadCpuUsage().user;
        redactSecrets(text);
        return process.threadCpuUsage().user - before;
      }),
    );
  const ofLength = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length));

  it.each(Object.entries(adversarial))('%s', (_name, unit) => {
    const [small, large] = [ofLength(unit, 16_000), ofLength(unit, 16 * 16_000)];
    least(small);
    // Sixteen times the length: a linear reader takes 16 times as long, a quadratic one 256 times, a cubic one 4,096 times.
    // The clock's own steps are a millisecond.
    expect(least(large) / Math.max(least(small), 1000)).toBeLessThan(80);
  });
});
