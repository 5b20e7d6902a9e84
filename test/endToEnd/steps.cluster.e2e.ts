import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import type { RunningCluster } from '../cluster/testBed.ts';
import { shareWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

/** A pod without a shell, and a name that nobody else has. */
const bare = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'steps-bare', namespace: 'shop' },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'app',
        image: 'podpath.test/bare:1',
        imagePullPolicy: 'Never',
        args: ['netexec', '--http-port=8080'],
      },
    ],
  },
};

describe('single steps from the palette, on a live cluster', () => {
  let cluster: RunningCluster;
  let cart = '';
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
    await cluster.kubectl(['apply', '--filename', '-'], { input: JSON.stringify(bare) });
    await cluster.kubectl([
      'wait',
      '--for=condition=Ready',
      'pod/steps-bare',
      '-n',
      'shop',
      '--timeout=120s',
    ]);
    const { stdout } = await cluster.kubectl(['get', 'pods', '-n', 'shop', '-l', 'app=cart', '-o', 'name']);
    cart = stdout.trim().split('\n')[0]?.replace('pod/', '') ?? '';
    assert.notEqual(cart, '');
  });
  after(async function () {
    this.timeout(60_000);
    await cluster.kubectl(['delete', 'pod', 'steps-bare', '-n', 'shop', '--wait=false']);
  });
  const workbench = shareWorkbench(() => cluster.kubeconfigPath);

  /** The lines that the active editor shows. */
  const shows = async (part: string | RegExp): Promise<void> => {
    await workbench()
      .page.locator('.editor-instance .view-line')
      .filter({ hasText: part })
      .first()
      .waitFor({ timeout: 90_000 });
  };
  /** Starts a step on a pod or node. */
  const start = async (title: string, subject: string): Promise<void> => {
    await workbench().runCommand(`Podpath: ${title}`);
    await workbench().quickInputAsks(title);
    await workbench().quickPickExactly(subject);
  };
  const finish = async (name: string): Promise<void> => {
    await workbench().screenshot(name);
    await workbench().runCommand('View: Close All Editors');
  };

  it('resolves a name', async () => {
    await workbench().openActivity('Podpath');
    await workbench().treeItem('shop').waitFor();
    await start('Run DNS Lookup in Pod', `shop/${cart}`);
    await workbench().quickInputAsks('The name, just as the application has it');
    await workbench().quickInput('web');
    await shows(`DNS lookup in a pod: pod shop/${cart}`);
    await shows(/web\sresolves\sto\s10\.\d/);
    await shows(/nslookup|getent/);
    await finish('step-lookup-light');
  });

  it('shows what listens', async () => {
    await start('Show Pod Sockets', `shop/${cart}`);
    await shows(/accepts\sTCP\son\s8080/);
    await finish('step-sockets-light');
  });

  it('shows the routes', async () => {
    await start('Show Pod Routes', `shop/${cart}`);
    await shows(/sends\swhat\sis\snot\slocal\sto\s10\.244\./);
    await finish('step-routes-light');
  });

  it('connects to a Service', async () => {
    await start('Check Port from Pod', `shop/${cart}`);
    await workbench().quickInputAsks('What does it connect to');
    await workbench().quickPickExactly('shop/web');
    await workbench().quickInputAsks('TCP port');
    await workbench().quickInput('80');
    await shows(/:80\sconnected/);
    await finish('step-connect-light');
  });

  it('asks before it looks where the image has no tools, and says what it could not see', async () => {
    await start('Show Pod Routes', 'shop/steps-bare');
    await workbench().quickInputAsks('Add a debug container');
    await workbench().screenshot('step-consent-light');
    await workbench().page.keyboard.press('Escape');
    await shows(/could\snot\slook/);
    await finish('step-declined-light');
  });

  it('opens what a probe of a report saw', async () => {
    await workbench().runCommand('Podpath: Diagnose Pod Connectivity');
    await workbench().quickInputAsks('Which pod connects');
    await workbench().quickPickExactly(`shop/${cart}`);
    await workbench().quickInputAsks('What does it connect to');
    await workbench().quickPickExactly('shop/recommendations');
    await workbench().quickInputAsks('On which port');
    await workbench().quickPickExactly('80/TCP');
    const report = await workbench().webviewFrame(/ → /);
    await report.getByRole('button', { name: 'Run Again' }).waitFor();
    await report.locator('summary').filter({ hasText: 'Probes' }).click();
    const probe = report
      .locator('.evidence')
      .filter({ hasText: `@shop/${cart}` })
      .last();
    await probe.getByRole('button', { name: 'Open', exact: true }).click();
    await workbench().editorTab(/@shop∕cart-.*\.txt/);
    await shows('printed by');
    await finish('step-evidence-light');
  });

  it('dumps the rules of a node', async () => {
    const { stdout } = await cluster.kubectl(['get', 'nodes', '-o', 'name']);
    const node = stdout.trim().split('\n')[0]?.replace('node/', '') ?? '';
    await start('Dump Node Rules', node);
    await shows(/tables?\sof\srules/);
    await shows('kube-proxy:');
    await finish('step-rules-light');
  });

  it('asks before it reads the CNI of a node, in a node pod that is taken away again', async () => {
    const { stdout } = await cluster.kubectl(['get', 'nodes', '-o', 'name']);
    const node = stdout.trim().split('\n')[0]?.replace('node/', '') ?? '';
    await start('Check CNI on Node', node);
    await workbench().quickInputAsks('Escape creates nothing');
    await workbench().screenshot('step-node-consent-light');
    await workbench().quickPickExactly('Once');
    await shows(/uses\sbridge/);
    await workbench().setTheme('dark');
    await finish('step-cni-dark');
    // A deleted pod is listed until its kubelet has ended it.
    await workbench().until(async () => {
      const pods = await cluster.kubectl(['get', 'pods', '-A', '-o', 'name']);
      return !/podpath|node-debug/.test(pods.stdout);
    }, 'no node pod left behind');
  });
});
