import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import type { FrameLocator, Locator } from 'playwright-core';
import { images } from '../cluster/images.ts';
import { startRandom } from '../cluster/suite/random.ts';
import { awaitWorking } from '../cluster/suite/runClient.ts';
import { createScene, deleteScene } from '../cluster/suite/stageScene.ts';
import { toollessScene, type ToollessScene } from '../cluster/suite/toollessPods.ts';
import type { RunningCluster } from '../cluster/testBed.ts';
import { openWorkbench } from './openWorkbench.ts';
import { clusterLimitMilliseconds, testCluster } from './testCluster.ts';

const seed = Number(process.env['PODPATH_SEED'] ?? Date.now() % 1_000_000);

describe(`consent to a debug container (PODPATH_SEED=${seed})`, () => {
  let cluster: RunningCluster;
  let scene: ToollessScene;
  before(async function () {
    this.timeout(clusterLimitMilliseconds);
    cluster = await testCluster();
    scene = toollessScene(startRandom(seed, 'consent'), false);
    await createScene(cluster, scene);
    await awaitWorking(cluster, scene.client, new AbortController().signal);
  });
  after(async function () {
    this.timeout(120_000);
    await deleteScene(cluster, scene);
  });
  const workbench = openWorkbench(() => ({
    kubeconfig: cluster.kubeconfigPath,
    settings: { 'podpath.debugImage': images.tools },
  }));

  const report = (): Promise<FrameLocator> => workbench().webviewFrame(/ → /);
  const allowButton = async (): Promise<Locator> =>
    (await report()).getByRole('button', { name: 'Allow a debug container once' });
  const asked = (): Promise<void> => workbench().quickInputAsks('Add a debug container to pod');
  const ended = async (): Promise<void> => {
    await (await report()).getByRole('button', { name: 'Run Again' }).waitFor();
  };

  /** States of the debug containers of the pod that asks. */
  async function debugContainers(): Promise<readonly string[]> {
    const get = ['get', 'pod', '-n', scene.namespace, scene.clients['no shell'], '--output=json'];
    const { status } = JSON.parse((await cluster.kubectl(get)).stdout) as {
      status: { ephemeralContainerStatuses?: { state: object }[] };
    };
    return (status.ephemeralContainerStatuses ?? []).flatMap(({ state }) => Object.keys(state));
  }

  it('is offered where the pod has no tools, and nothing is created before', async () => {
    const [, from = '', , to = '', , port = ''] = scene.ask('no shell');
    // The palette lists what is there when it opens, so the extension has to be.
    await workbench().openActivity('Podpath');
    await workbench().treeItem(scene.namespace).waitFor();
    await workbench().runCommand('Podpath: Diagnose Pod Connectivity');
    await workbench().quickInputAsks('Which pod connects');
    await workbench().quickPickExactly(from.replace('/pod/', '/'));
    await workbench().quickInputAsks('What does it connect to');
    await workbench().quickPickExactly(to.replace('/service/', '/'));
    await workbench().quickInputAsks('On which port');
    await workbench().quickPickExactly(`${port}/TCP`);
    await (await allowButton()).waitFor();
    await workbench().screenshot('consent-offered');
    assert.deepEqual(await debugContainers(), []);
  });

  it('shows the object exactly, beside the question; Escape creates nothing', async () => {
    await (await allowButton()).click();
    await asked();
    await workbench().editorTab('debug-container.yaml');
    await workbench().page.locator('.view-lines').getByText('ephemeralContainers').first().waitFor();
    await workbench().screenshot('consent-asked');
    await workbench().page.keyboard.press('Escape');
    // A no is about one object: the server's pod has no tools either, and is asked about for itself.
    await asked();
    await workbench().quickPickExactly('No');
    await ended();
    await (await allowButton()).waitFor();
    assert.deepEqual(await debugContainers(), []);
  });

  it('is taken back when the run is cancelled meanwhile', async () => {
    await (await allowButton()).click();
    await asked();
    // The question lies over the button in a window as small as this one.
    await (await report()).getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
    await ended();
    await workbench().page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.deepEqual(await debugContainers(), []);
  });

  it('goes on with the diagnosis once it is given, and ends what it made', async () => {
    await (await report()).getByRole('button', { name: 'Run Again' }).click();
    await (await allowButton()).click();
    await asked();
    await workbench().quickPickExactly('Once');
    await (await report()).getByText('with a debug container').first().waitFor();
    await ended();
    await (await report()).getByText('reachable', { exact: false }).first().waitFor();
    await workbench().screenshot('consent-given');
    await workbench().until(
      async () => (await debugContainers()).join() === 'terminated',
      'the debug container to have ended',
    );
  });

  it('is never asked for again when the user says so', async () => {
    await (await report()).getByRole('button', { name: 'Run Again' }).click();
    await (await allowButton()).click();
    await asked();
    await workbench().quickPickExactly('Never');
    await ended();
    await (await allowButton()).waitFor({ state: 'detached' });
    await workbench().screenshot('consent-never');
    assert.equal((await debugContainers()).length, 1);
  });
});
