import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { expectDocument } from './testing/expectDocument.ts';
import { runInHost } from './testing/runInHost.ts';

const manifests = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { kubernetes.io/metadata.name: shop } }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: app, image: example/cart }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app, image: example/web, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: basket } } }], ports: [{ port: 8080 }] }]
`;

let folder: string;
let flows: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-policy-'));
  await writeFile(join(folder, 'cluster.yaml'), manifests);
  flows = join(folder, 'flows.jsonl');
  const flow = {
    verdict: 'FORWARDED',
    is_reply: false,
    l4: { TCP: { destination_port: 8080 } },
    source: { namespace: 'shop', pod_name: 'cart' },
    destination: { namespace: 'shop', pod_name: 'web' },
  };
  await writeFile(flows, `${JSON.stringify({ flow })}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `podpath policy …` on the manifests. */
const policy = (...words: string[]): ReturnType<typeof runInHost> =>
  runInHost(['policy', ...words, '--snapshot', join(folder, 'cluster.yaml'), '-n', 'shop']);

describe('podpath policy query', () => {
  it.each([
    [
      ['--from', 'pod/cart', '--to', 'service/web'],
      1,
      'closest: shop/networkpolicy/web spec.ingress[0].from[0]',
    ],
    [['--from', 'pod/cart', '--to', 'web', '--port', '80'], 1, 'denied'],
    [['--from', 'pod/web', '--to', 'pod/cart', '--port', '80'], 0, 'allowed'],
    [['--from', 'pod/cart', '--to', 'pod/web'], 2, '--port is missing'],
    [['--from', 'pod/cart', '--to', 'example.com', '--port', '80'], 2, 'policies know addresses'],
    [['--from', 'pod/gone', '--to', 'pod/web', '--port', '8080'], 3, 'not known'],
    [['--from', 'pod/cart', '--to', 'service/web', '--dialect', 'other'], 2, 'expected kubernetes, cilium'],
  ])('%s', async (words, status, expected) => {
    const run = await policy('query', ...words);
    expect(run.stdout + run.stderr).toContain(expected);
    expect(run.status).toBe(status);
  });

  it('answers as a document', async () => {
    const { stdout } = await policy('query', '--from', 'pod/cart', '--to', 'service/web', '-o', 'json');
    expectDocument(stdout, 'policy-query');
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'deny',
      ingress: { verdict: 'deny', by: ['shop/networkpolicy/web'] },
      egress: { verdict: 'allow', by: [] },
    });
  });
});

describe('podpath policy matrix', () => {
  it('counts, and prints the whole as a document', async () => {
    const text = await policy('matrix');
    expect(text.stdout).toContain('TCP 8080');
    const { stdout, status } = await policy('matrix', '--ports', '8080,53/UDP', '-o', 'json');
    expect(status).toBe(0);
    expectDocument(stdout, 'policy-matrix');
  });
});

describe('podpath policy explain', () => {
  it.each([
    ['networkpolicy/web', 0, 'spec.ingress[0].from[0]'],
    ['service/web', 0, 'may not connect: 1'],
    ['namespace/shop', 0, 'NetworkPolicy shop/web'],
    ['networkpolicy/gone', 2, 'no such policy'],
    ['web', 2, 'expected networkpolicy/NAME'],
  ])('%s', async (reference, status, expected) => {
    const run = await policy('explain', reference);
    expect(run.stdout + run.stderr).toContain(expected);
    expect(run.status).toBe(status);
  });
});

describe('podpath policy on one folder', () => {
  let own: string;
  let odd: string;
  beforeAll(async () => {
    own = await mkdtemp(join(tmpdir(), 'podpath-gate-'));
    odd = await mkdtemp(join(tmpdir(), 'podpath-odd-'));
    const named = (kind: string, name: string, rest: string): string => `
apiVersion: ${kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : kind === 'Deployment' ? 'apps/v1' : 'v1'}
kind: ${kind}
metadata: { name: ${name}${rest}
---`;
    await writeFile(
      join(own, 'world.yaml'),
      [
        named('Namespace', 'billing', ', labels: { kubernetes.io/metadata.name: billing } }'),
        named('Namespace', 'gate', ', labels: { kubernetes.io/metadata.name: gate } }'),
        named('Node', 'w1', ' }\nstatus: { addresses: [{ type: InternalIP, address: 172.20.0.11 }] }'),
        named(
          'Pod',
          'gate-0',
          ', namespace: gate, labels: { app: gate } }\nspec: { containers: [{ name: c, image: c }] }',
        ),
        named(
          'Pod',
          'api-0',
          ', namespace: billing, labels: { app: api } }\nspec: { containers: [{ name: c, image: c }] }',
        ),
        named(
          'Deployment',
          'cart',
          ', namespace: billing }\nspec: { replicas: 3, selector: { matchLabels: { app: cart } }, template: { metadata: { labels: { app: cart } }, spec: { containers: [{ name: c, image: c }] } } }',
        ),
        named(
          'NetworkPolicy',
          'let-gate-in',
          ', namespace: billing }\nspec: { podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: gate } } }] }] }',
        ),
      ].join(''),
    );
    await writeFile(
      join(odd, 'broken.yaml'),
      named(
        'NetworkPolicy',
        'odd',
        ', namespace: gate }\nspec: { podSelector: { matchLabels: { app: [gate] } } }',
      ),
    );
  });
  afterAll(async () => {
    await rm(own, { recursive: true });
    await rm(odd, { recursive: true });
  });

  it.each([
    // A peer that matches nobody here, and would in another namespace.
    [['explain', 'billing/networkpolicy/let-gate-in'], 1, 'policy-peer-matches-nobody'],
    [['explain', 'billing/networkpolicy/let-gate-in'], 1, 'pod gate/gate-0 has them'],
    // What is there and cannot be read is not missing.
    [['explain', 'gate/networkpolicy/odd'], 3, 'cannot be read'],
    [['explain', 'namespace/gate'], 3, 'Not all NetworkPolicies of gate can be read'],
    // A workload stands for its pods.
    [
      ['query', '--from', 'billing/deployment/cart', '--to', 'billing/pod/api-0', '--port', '80'],
      1,
      'billing/deployment/cart (3 pods)',
    ],
    [
      ['query', '--from', 'billing/deployment/gone', '--to', 'billing/pod/api-0', '--port', '80'],
      2,
      'it has no pods, or does not exist',
    ],
  ] as const)('%o', async (words, status, expected) => {
    const folderOf = words[1] === 'gate/networkpolicy/odd' || words[1] === 'namespace/gate' ? odd : own;
    const run = await runInHost(['policy', ...words, '--snapshot', folderOf]);
    expect(run.stdout + run.stderr).toContain(expected);
    expect(run.status).toBe(status);
  });
});

describe('podpath policy design', () => {
  it.each([
    [['default-deny'], ['allow-dns', 'default-deny-all']],
    [['default-deny', '--direction', 'ingress'], ['default-deny-ingress']],
    [
      ['least-privilege', '--allow', 'pod/cart -> service/web:80'],
      ['allow-to-web', 'allow-from-cart'],
    ],
    [['segment', 'strict', '--monitoring', 'shop'], ['segment-strict']],
    [
      ['zero-trust', '--allow', 'pod/cart -> service/web:80'],
      ['allow-to-web', 'allow-from-cart', 'default-deny-ingress', 'allow-dns', 'default-deny-egress'],
    ],
  ])('%s', async (words, names) => {
    const run = await policy('design', ...words);
    expect(run.status).toBe(0);
    const documents = parseAllDocuments(run.stdout).map((document) => document.toJS() as unknown);
    expect(documents).toMatchObject(names.map((name) => ({ kind: 'NetworkPolicy', metadata: { name } })));
  });

  it('reads observed flows', async () => {
    const { stdout } = await policy('design', 'least-privilege', '--flows', flows);
    expect(stdout).toContain('seen once: shop/cart → shop/web TCP 8080');
  });

  it.each([
    [['least-privilege'], 'no connection is named'],
    [['least-privilege', '--allow', 'nonsense'], 'expected FROM -> TO:PORT'],
    [['least-privilege', '--allow', 'pod/gone -> service/web:80'], 'does not exist'],
    [['segment', 'tight'], 'expected strict, permissive, open'],
    [['default-deny', '--direction', 'up'], 'expected ingress, egress or both'],
  ])('refuses %s', async (words, expected) => {
    const run = await policy('design', ...words);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(expected);
    expect(run.stdout).toBe('');
  });
});
