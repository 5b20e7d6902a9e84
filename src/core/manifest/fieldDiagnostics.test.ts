import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pod, service, snapshotOf } from '../testing/snapshotBuilder.ts';
import { diagnoseManifest } from './diagnoseManifest.ts';
import { applyEdits } from './manifestEdit.ts';
import type { ManifestContext } from './manifestContext.ts';
import { parseManifest } from './parseManifest.ts';

const context: ManifestContext = {
  snapshot: snapshotOf({
    pods: [pod('shop', 'web-0', { app: 'web' }), pod('shop', 'db-0', { app: 'db' })],
    services: [service('shop', 'web', { app: 'web' })],
  }),
  defaultNamespace: 'shop',
  authored: [],
  workloads: () => [],
};

interface Expected {
  readonly at: string;
  readonly code: string;
  readonly says: RegExp;
  /** The line that the first fix changes, as it is then. */
  readonly fixed?: string;
}

function check(title: string, text: string, expected: readonly Expected[]): void {
  test(title, () => {
    const found = diagnoseManifest(parseManifest(text), context).filter(({ code }) =>
      code.startsWith('manifest-'),
    );
    const lines = new Set(text.split('\n'));
    expect(
      found.map(({ start, end, code, fixes: [fix] }) => ({
        at: text.slice(start, end),
        code,
        ...(fix === undefined
          ? {}
          : {
              fixed: applyEdits(text, fix.edits)
                .split('\n')
                .filter((line) => !lines.has(line))
                .join('\n')
                .trim(),
            }),
      })),
    ).toEqual(expected.map(({ says: _says, ...rest }) => rest));
    found.forEach(({ message }, index) => {
      expect(message).toMatch(expected[index]!.says);
    });
  });
}

const unknown = 'manifest-unknown-field';
const refused = 'manifest-refused';

describe('a policy', () => {
  const policy = (spec: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n${spec}`;
  check(
    'as it should be',
    policy(
      '  podSelector: {matchLabels: {app: db}}\n  policyTypes: [Ingress]\n  ingress:\n  - from: [{podSelector: {matchLabels: {app: web}}}]\n    ports: [{port: 5432, endPort: 5433, protocol: TCP}]\n',
    ),
    [],
  );
  check(
    'form',
    policy('  podSelector: {matchLabels: {app: db}}\n  ingress:\n  - form:\n    - podSelector: {}\n'),
    [
      {
        at: 'form',
        code: unknown,
        says: /^spec\.ingress\[0\]\.form: .*lets everybody in.*from/,
        fixed: '- from:',
      },
    ],
  );
  check('matchLabel', policy('  podSelector:\n    matchLabel: {app: db}\n'), [
    { at: 'matchLabel', code: unknown, says: /selects every pod/, fixed: 'matchLabels: {app: db}' },
  ]);
  check(
    'policyTypes too deep',
    policy('  podSelector:\n    matchLabels: {app: db}\n    policyTypes: [Egress]\n'),
    [{ at: 'policyTypes', code: unknown, says: /It belongs to spec\./ }],
  );
  check(
    'a range that ends before it begins',
    policy('  podSelector: {}\n  ingress:\n  - ports:\n    - port: 5433\n      endPort: 5000\n'),
    [
      {
        at: '5000',
        code: refused,
        says: /^spec\.ingress\[0\]\.ports\[0\]\.endPort: .*ends before it begins/,
      },
    ],
  );
  check('a quoted port', policy('  podSelector: {}\n  ingress:\n  - ports:\n    - port: "5432"\n'), [
    { at: '"5432"', code: refused, says: /number/, fixed: '- port: 5432' },
  ]);
  check(
    'a protocol in small letters',
    policy('  podSelector: {}\n  ingress:\n  - ports:\n    - port: 5432\n      protocol: tcp\n'),
    [{ at: 'tcp', code: refused, says: /TCP/, fixed: 'protocol: TCP' }],
  );
  check('a number for a label', policy('  podSelector:\n    matchLabels:\n      tier: 2\n'), [
    { at: '2', code: refused, says: /expected text/, fixed: 'tier: "2"' },
  ]);
  check(
    'a key that is there twice',
    policy('  podSelector:\n    matchLabels:\n      app: db\n      app: web\n'),
    [
      {
        at: 'app',
        code: 'manifest-duplicate-key',
        says: /^spec\.podSelector\.matchLabels\.app is there twice/,
      },
    ],
  );
  check('a list where an object belongs', policy('  podSelector:\n  - matchLabels: {app: db}\n'), [
    { at: '- matchLabels: {app: db}', code: refused, says: /expected an object, found a list/ },
  ]);
  check('a template', policy('  podSelector: {}\n  form: {{ .Values.x }}\n'), []);
});

describe('a Service', () => {
  const of = (spec: string, apiVersion = 'v1'): string =>
    `apiVersion: ${apiVersion}\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n${spec}`;
  check(
    'as it should be',
    of('  selector: {app: web}\n  ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 81}]\n'),
    [],
  );
  check('selectors', of('  selectors: {app: web}\n  ports: [{port: 80}]\n'), [
    { at: 'selectors', code: unknown, says: /Did you mean selector\?/, fixed: 'selector: {app: web}' },
  ]);
  check('two ports without names', of('  ports:\n  - port: 80\n  - port: 81\n'), [
    { at: 'port: 80', code: refused, says: /spec\.ports\[0\]\.name/ },
    { at: 'port: 81', code: refused, says: /spec\.ports\[1\]\.name/ },
  ]);
  check('a port twice', of('  ports:\n  - {name: a, port: 80}\n  - {name: b, port: 80}\n'), [
    { at: '80', code: refused, says: /another port is 80\/TCP/ },
  ]);
  check('the patch of an overlay', of('  type: NodePort\n'), []);
  check('of another API', of('  template: {}\n  ports: [{port: "80"}]\n', 'serving.knative.dev/v1'), []);
});

describe('an Ingress', () => {
  const of = (path: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec:\n  rules:\n  - host: shop.example.org\n    http:\n      paths:\n      - ${path}\n        backend: {service: {name: web, port: {number: 80}}}\n`;
  check('as it should be', of('path: /\n        pathType: Prefix'), []);
  check('a path type in small letters', of('path: /\n        pathType: prefix'), [
    {
      at: 'prefix',
      code: refused,
      says: /Exact, Prefix or ImplementationSpecific/,
      fixed: 'pathType: Prefix',
    },
  ]);
  check('a path without a slash', of('path: api\n        pathType: Prefix'), [
    { at: 'api', code: refused, says: /begins with \// },
  ]);
});

describe('what was reported in public', () => {
  test.each([
    ['endport-reversed', refused],
    ['from-map', refused],
    ['label-number', refused],
    ['labels-nested', refused],
    ['labels-twice', 'manifest-duplicate-key'],
    ['peer-typo', unknown],
    ['port-quoted', refused],
    ['selector-list', refused],
    ['selector-typo', unknown],
    ['types-deep', unknown],
  ])('%s', (name, code) => {
    const text = readFileSync(new URL(`./testing/reported/${name}.yaml`, import.meta.url), 'utf8');
    expect(diagnoseManifest(parseManifest(text), context).map((each) => each.code)).toContain(code);
  });
});

describe('a text that would hold a parser', () => {
  const head = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
  const aliases = (count: number): string => `a: &a {x: 1}\nb: [${'*a,'.repeat(count)}]\n`;
  check('is not read, and the editor says so', `${head}x: ${'{'.repeat(400)}`, [
    { at: '{', code: 'manifest-not-read', says: /nested more than/ },
  ]);
  check('with more aliases than anybody writes', `${head}${aliases(3000)}`, [
    { at: '*', code: 'manifest-not-read', says: /aliases/ },
  ]);

  const items = (count: number, item: string): string =>
    `apiVersion: v1\nkind: List\nx: &s {app: web}\nitems:\n${item.repeat(count)}`;
  const shapes: Readonly<Record<string, (size: number) => string>> = {
    documents: (size) => `${head}---\n`.repeat(size),
    items: (size) =>
      items(size, `- {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selektor: {a: b}}}\n`),
    'items with tags': (size) =>
      items(size, '- !a {apiVersion: v1, kind: Service, metadata: !b {name: !c a}}\n'),
    keys: (size) =>
      `${head}spec:\n${Array.from({ length: size }, (_, index) => `  k${index}: 1\n`).join('')}`,
    'keys that are there again': (size) => `${head}spec:\n${'  a: 1\n'.repeat(size)}`,
    labels: (size) =>
      `${head}spec:\n  selector:\n${Array.from({ length: size }, (_, index) => `    k${index}: 1\n`).join('')}`,
    ports: (size) => `${head}spec:\n  ports:\n${'  - {port: "80", protocol: tcp}\n'.repeat(size)}`,
    tags: (size) => `${head}x: ${'!a '.repeat(size)}`,
    markers: (size) => `${head}${'---\n...\n'.repeat(size)}`,
  };

  /** Microseconds of this thread, the least of several: what else it does only adds. */
  const least = (text: string): number =>
    Math.min(
      ...Array.from({ length: 2 }, () => {
        const before = process.threadCpuUsage().user;
        diagnoseManifest(parseManifest(text), context);
        return process.threadCpuUsage().user - before;
      }),
    );

  test.each(Object.keys(shapes))(
    'takes time in proportion to its length: %s',
    { timeout: 120_000 },
    (name) => {
      const [small, large] = [shapes[name]!(100), shapes[name]!(1600)];
      least(small);
      // Sixteen times the length: a linear reader takes 16 times as long, a quadratic one 256 times. The clock's steps are 1 ms.
      expect(least(large) / Math.max(least(small), 1000)).toBeLessThan(80);
    },
  );
});
