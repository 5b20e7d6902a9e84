import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectDocument } from './testing/expectDocument.ts';
import { runInHost } from './testing/runInHost.ts';

const workload = (name: string, port: number): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, ports: [{ containerPort: ${String(port)} }] }] }
`;
const policyOf = (spec: string): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec: ${spec}
`;
const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site, namespace: shop }
spec:
  rules:
    - http:
        paths:
          - { path: /a, pathType: Prefix, backend: { service: { name: web, port: { number: 8080 } } } }
          - { path: /b, pathType: Prefix, backend: { service: { name: wep, port: { number: 80 } } } }
`;
const service = `---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const both = workload('web', 8080) + workload('db', 5432);
const files = {
  open: both,
  closed: both + policyOf('{ podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress] }'),
  refused: both + policyOf('{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }'),
  antrea: `${both}---\napiVersion: crd.antrea.io/v1beta1\nkind: ClusterNetworkPolicy\nmetadata: { name: strict }\n`,
  site: workload('web', 8080) + service + ingress,
  cut: JSON.stringify({
    apiVersion: 'v1',
    kind: 'PodList',
    metadata: { continue: 'x', resourceVersion: '1' },
    items: [],
  }),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-folders-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'all.yaml'), text);
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

describe('podpath policy matrix of a folder', () => {
  it.each<[string, readonly string[], number, readonly string[]]>([
    ['open', [], 0, ['2 allowed · 0 denied']],
    ['open', ['--fail-on', 'allow'], 1, []],
    ['open', ['--fail-on', 'deny,unknown'], 0, []],
    ['closed', ['--fail-on', 'deny'], 1, ['1 allowed · 1 denied']],
    ['closed', ['--fail-on', 'maybe'], 2, ['expected allow, deny, unknown']],
    ['refused', [], 3, ['Not everything could be read:', 'ports[0].port', 'Not known because:']],
    ['antrea', [], 3, ['clusternetworkpolicy.crd.antrea.io/strict may decide it']],
    ['cut', [], 3, ['Not everything could be listed:', '0 pods that are known']],
  ])('%s %j', async (name, words, status, expected) => {
    const run = await runInHost(['policy', 'matrix', '--snapshot', at(name), ...words]);
    for (const text of expected) expect((run.stdout + run.stderr).replaceAll(/\n {2}/g, ' ')).toContain(text);
    expect(run.status).toBe(status);
  });

  it('says the same as a document', async () => {
    const { stdout, status } = await runInHost([
      'policy',
      'matrix',
      '--snapshot',
      at('refused'),
      '-o',
      'json',
    ]);
    expectDocument(stdout, 'policy-matrix');
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(document).toMatchObject({ coverage: { networkpolicies: { state: 'failed' } } });
    expect(document['notRead']).toHaveLength(1);
    expect(document['unknown']).toHaveLength(1);
    expect(status).toBe(3);
  });
});

describe('podpath policy list', () => {
  it.each([
    ['text', 'to shop/deployment/web'],
    ['json', '"to": ['],
    ['yaml', 'schema: podpath/policy-connections/v1'],
    ['csv', 'shop/deployment/db,shop/deployment/web,TCP,any,allowed\r\n'],
    ['markdown', '| shop/deployment/db | shop/deployment/web | every port |  |'],
    ['dot', '"shop/deployment/db" -> "shop/deployment/web" [label="every port"];'],
  ])('-o %s', async (format, expected) => {
    const { stdout, status } = await runInHost(['policy', 'list', '--snapshot', at('closed'), '-o', format]);
    expect(stdout).toContain(expected);
    expect(status).toBe(0);
    if (format === 'json') expectDocument(stdout, 'policy-connections');
  });

  it.each([
    ['refused', 3],
    ['cut', 3],
    ['antrea', 3],
  ])('of %s exits with %i', async (name, expected) => {
    const { stdout, status } = await runInHost(['policy', 'list', '--snapshot', at(name)]);
    expect(status).toBe(expected);
    if (name !== 'antrea') expect(stdout).toContain('Not everything is known');
  });
});

describe('podpath policy diff', () => {
  it.each<[string, string, readonly string[], number, string]>([
    ['open', 'open', ['--fail-on', 'opened,closed,unknown'], 0, '0 connections opened · 0 closed'],
    ['open', 'closed', [], 0, '0 connections opened · 2 closed'],
    ['open', 'closed', ['--fail-on', 'closed'], 1, 'allowed → denied'],
    ['closed', 'open', ['--fail-on', 'closed'], 0, '2 connections opened · 0 closed'],
    ['closed', 'open', ['--fail-on', 'opened', '--ports', '5432'], 1, '1 connections opened'],
    ['open', 'refused', [], 3, 'allowed → not known'],
    ['open', 'site', [], 0, 'Only before: shop/pod/db-0'],
    ['open', 'nowhere', [], 2, 'no such file or folder'],
    ['open', 'open', ['--fail-on', 'x'], 2, 'expected opened, closed, unknown'],
  ])('%s %s %j', async (before, after, words, status, expected) => {
    const run = await runInHost(['policy', 'diff', at(before), at(after), ...words]);
    expect(run.stdout + run.stderr).toContain(expected);
    expect(run.status).toBe(status);
  });

  it('is a document', async () => {
    const { stdout } = await runInHost(['policy', 'diff', at('open'), at('closed'), '-o', 'json']);
    expectDocument(stdout, 'policy-difference');
    expect(JSON.parse(stdout)).toMatchObject({ opened: 0, closed: 2, pods: 2 });
  });
});

describe('what was not listed or does not fit', () => {
  it('an Ingress has faults, each with its path', async () => {
    const { stdout, status } = await runInHost(['map', '-A', '--snapshot', at('site')]);
    expect(stdout).toContain('1 Ingress with problems');
    expect(stdout).toContain('/a: Service web has no port 8080; it has http (80)');
    expect(stdout).toContain('/b: Service wep does not exist; did you mean web?');
    expect(status).toBe(1);
  });

  it.each([
    [['map', '-A'], 'Not everything could be read'],
    [['changes', '-A'], 'not known'],
    [['snapshot', '-A'], 'not complete: pods'],
  ])('%j of a list that was cut', async (words, expected) => {
    const run = await runInHost([...words, '--snapshot', at('cut')]);
    expect(run.stdout + run.stderr).toContain(expected);
    expect(run.status).toBe(3);
  });

  it('--assume-complete makes what is not in the folder absent', async () => {
    const words = ['policy', 'query', '--from', 'shop/pod/web-0', '--to', '10.9.9.9', '--port', '80'];
    const input = ['--snapshot', at('closed')];
    expect((await runInHost([...words, ...input])).status).toBe(3);
    expect((await runInHost([...words, ...input, '--assume-complete'])).status).toBe(0);
    expect((await runInHost(['map', '--assume-complete'])).stderr).toContain('needs --snapshot');
  });
});
