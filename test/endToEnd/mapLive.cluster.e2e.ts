import { strict as assert } from 'node:assert';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { stopApiServer } from './apiServer.ts';
import { MapDriver } from './mapDriver.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

const namespace = 'map-live';
const ports = [{ name: 'http', port: 80, targetPort: 8080 }];

function inNamespace(
  apiVersion: string,
  kind: string,
  name: string,
  spec: object,
  labels: object = {},
): object {
  return { apiVersion, kind, metadata: { name, namespace, labels }, spec };
}

function server(name: string): object {
  const container = {
    name: 'server',
    image: 'podpath.test/agnhost:1',
    args: ['netexec', '--http-port=8080', '--udp-port=-1'],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
  };
  const spec = { terminationGracePeriodSeconds: 0, containers: [container] };
  return inNamespace('v1', 'Pod', name, spec, { app: 'server' });
}

function ingress(name: string, backend: string): object {
  const to = { service: { name: backend, port: { number: 80 } } };
  const rules = [
    { host: `${name}.example.com`, http: { paths: [{ path: '/', pathType: 'Prefix', backend: to }] } },
  ];
  return inNamespace('networking.k8s.io/v1', 'Ingress', name, { ingressClassName: namespace, rules });
}

const service = inNamespace('v1', 'Service', 'server', { selector: { app: 'server' }, ports });
const ingressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: namespace },
  spec: { controller: 'example.com/none' },
};

describe('the map of a cluster that changes', () => {
  let cluster: RunningCluster;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
  });
  after(async function () {
    this.timeout(60_000);
    await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    await cluster.kubectl(['delete', 'ingressclass', namespace, '--ignore-not-found']);
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);
  const map = new MapDriver(workbench);

  /** Makes the namespace with the Service, where they are not yet, and these objects. */
  const apply = async (...objects: readonly object[]): Promise<void> => {
    const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [own, service, ...objects] });
    await cluster.kubectl(['apply', '--filename', '-'], { input });
  };
  /** Everything that is on the map beside what this file makes. */
  const others = async (): Promise<string[]> => (await map.ids()).filter((id) => !id.includes(namespace));

  // Each test begins with the whole map, whatever the one before has left.
  beforeEach(async () => {
    await workbench().openActivity('Podpath');
    await map.begin();
    await map.shows('shop/service/web');
    await map.untilStatus(/\blive\b/);
  });

  it('shows a Service that has no endpoints, with its state', async () => {
    await apply();
    await map.shows(`${namespace}/service/server`);
    await map.untilSays(`${namespace}/service/server`, /error: selects no pod/);
  });

  it('shows its pods as they come, and as they go', async () => {
    await apply(server('server-0'), server('server-1'));
    await map.untilSays(`${namespace}/service/server`, /, ok,/);
    await map.shows(`${namespace}/pod/server-0`, `${namespace}/pod/server-1`);
    await cluster.kubectl(['delete', 'pod', 'server-0', `--namespace=${namespace}`, '--wait=false']);
    await map.lacks(`${namespace}/pod/server-0`);
    await map.untilSays(`${namespace}/service/server`, /, ok,/);
  });

  it('shows an Ingress with its backend, and one whose backend is missing', async () => {
    await apply(ingressClass, ingress('good', 'server'), ingress('broken', 'nothing'));
    await map.untilSays(`${namespace}/ingress/good`, /^Ingress good, (ok|unknown|warning)/);
    await map.untilSays(`${namespace}/ingress/broken`, /error.*nothing/);
    await map.search(`namespace:${namespace}`);
    await map.lacks('shop/service/web');
    const inspector = await map.select(`${namespace}/ingress/good`);
    await inspector.getByRole('button', { name: 'server' }).first().waitFor();
    await workbench().screenshot('map-ingress-light');
  });

  it('says when the API server is gone, shows what was known, and is live again with nothing lost', async function () {
    this.timeout(180_000);
    await apply(server('server-1'));
    await map.untilSays(`${namespace}/service/server`, /, ok,/);
    const before = await others();
    const start = await stopApiServer(cluster.name);
    try {
      await map.untilStatus(/stale/);
      assert.deepEqual(await others(), before, 'what was known is still shown');
      await workbench().screenshot('map-stale-light');
    } finally {
      await start();
    }
    await map.untilStatus(/\blive\b/);
    assert.deepEqual(await others(), before);
    await cluster.kubectl(['delete', 'pod', 'server-1', `--namespace=${namespace}`, '--wait=false']);
    await map.untilSays(`${namespace}/service/server`, /selects no pod|no endpoint/);
  });

  it('catches up when it was hidden, and nothing jumps', async () => {
    const before = await map.places();
    await workbench().runCommand('File: New Untitled Text File');
    await workbench().editorTab(/Untitled/);
    await apply(server('server-2'));
    await cluster.kubectl(['wait', 'pod', 'server-2', `--namespace=${namespace}`, '--for=condition=Ready']);
    await map.shows(`${namespace}/pod/server-2`);
    const now = await map.places();
    const moved = Object.entries(before).filter(([id, place]) => now[id] !== undefined && now[id] !== place);
    assert(
      moved.length <= Object.keys(before).length * 0.05,
      `these have moved: ${moved.map(([id, place]) => `${id} ${place} → ${now[id] ?? ''}`).join(', ')}`,
    );
  });

  it('is as it was after a reload of the window', async () => {
    await apply(ingressClass, ingress('good', 'server'), server('server-2'));
    await map.shows(`${namespace}/pod/server-2`, `${namespace}/ingress/good`);
    await map.search(`namespace:${namespace}`);
    await map.lacks('shop/service/web');
    await (await map.locate('#lens label:has(input[value="policies"])')).click();
    await map.lacks(`${namespace}/ingress/good`);
    await map.select(`${namespace}/pod/server-2`);
    await (await map.mark(`${namespace}/pod/server-2`)).hover();
    await workbench().page.mouse.wheel(0, -200);
    const seen = async (): Promise<object> => ({
      window: await map.window(),
      selected: await map.selected(),
      search: await (await map.locate('#search input')).inputValue(),
      ids: await map.ids(),
    });
    const before = await seen();
    await workbench().reloadWindow();
    await map.shows(`${namespace}/pod/server-2`);
    await map.untilStatus(/\blive\b/);
    assert.deepEqual(await seen(), before);
  });

  it('keeps a search that was emptied just before a reload', async () => {
    await apply();
    await map.search(`namespace:${namespace}`);
    await map.lacks('shop/service/web');
    await workbench().reloadWindow();
    await map.lacks('shop/service/web');
    await map.search('');
    await map.shows('shop/service/web');
    await workbench().reloadWindow();
    await map.shows('shop/service/web');
    assert.equal(await (await map.locate('#search input')).inputValue(), '');
  });

  it('keeps what was folded by hand over a reload', async () => {
    const toggle = async (): Promise<void> => {
      await (await map.mark('namespace/data')).focus();
      await workbench().page.keyboard.press('Enter');
    };
    await map.shows('data/service/cache');
    await toggle();
    await map.lacks('data/service/cache');
    const before = await map.ids();
    await workbench().reloadWindow();
    await map.untilStatus(/\blive\b/);
    await map.shows('shop/service/web');
    assert.deepEqual(await map.ids(), before);
    await toggle();
    await map.shows('data/service/cache');
  });

  it('forgets a namespace that is deleted', async () => {
    await apply(ingress('good', 'server'));
    await map.shows(`${namespace}/service/server`, `${namespace}/ingress/good`);
    await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    await map.lacks(`namespace/${namespace}`, `${namespace}/service/server`, `${namespace}/ingress/good`);
    await map.shows('shop/service/web');
  });
});
