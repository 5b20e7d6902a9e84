import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openWorkbench } from './openWorkbench.ts';

/** A kubeconfig for a server, with a token that the server may like or not. */
function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'here', cluster: { server } }],
    users: [{ name: 'somebody', user: { token: 'secret' } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'somebody' } }],
  });
}

/** An API server that refuses everything, as the real one words it. */
async function refusingServer(code: 401 | 403): Promise<{ server: Server; address: string }> {
  const reason = code === 401 ? 'Unauthorized' : 'Forbidden';
  const server = createServer((_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, message: reason };
    response.end(JSON.stringify(status));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('without a kubeconfig', () => {
  const workbench = openWorkbench({ environment: { HOME: join(tmpdir(), 'podpath-nobody') } });

  it('offers the demo, a kubeconfig and a case file', async () => {
    await workbench().openActivity('Podpath');
    const welcome = workbench().page.locator('.sidebar .welcome-view');
    for (const offer of ['Open Demo', 'Choose Kubeconfig', 'Open Case File']) {
      await welcome.getByRole('button', { name: offer }).waitFor();
    }
    await workbench().screenshot('no-kubeconfig');
  });

  it('says on the map why it is blank', async () => {
    await workbench().runCommand('Podpath: Show Map');
    const map = await workbench().webviewFrame('Podpath Map');
    await map
      .getByText(/no kubeconfig/i)
      .first()
      .waitFor();
  });

  it('opens nothing by itself', async () => {
    assert.equal(await workbench().page.locator('.notifications-toasts .notification-toast').count(), 0);
  });
});

/** What has to be said about a kubeconfig that does not lead to a cluster. */
interface Problem {
  title: string;
  kubeconfig: () => Promise<string> | string;
  says: RegExp;
}

const servers: Server[] = [];

async function refusingKubeconfig(code: 401 | 403): Promise<string> {
  const { server, address } = await refusingServer(code);
  servers.push(server);
  return kubeconfigFor(address);
}

const problems: readonly Problem[] = [
  { title: 'a kubeconfig that is no YAML', kubeconfig: () => '{ "clusters": [', says: /kubeconfig/i },
  {
    title: 'a server that does not answer',
    kubeconfig: () => kubeconfigFor('http://127.0.0.1:1'),
    says: /127\.0\.0\.1:1\b/,
  },
  {
    title: 'a server that does not know the user (401)',
    kubeconfig: () => refusingKubeconfig(401),
    says: /401|credential|unauthori[sz]ed/i,
  },
  {
    title: 'a server that lets the user read nothing (403)',
    kubeconfig: () => refusingKubeconfig(403),
    says: /forbidden|may not|not allowed/i,
  },
];

for (const { title, kubeconfig, says } of problems) {
  describe(`with ${title}`, () => {
    let folder: string;
    const file = (): string => join(folder, 'config');
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'podpath-kubeconfig-'));
      await writeFile(file(), await kubeconfig());
    });
    const workbench = openWorkbench(() => ({ kubeconfig: file() }));
    after(async () => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        server.close();
      }
      await rm(folder, { recursive: true, force: true });
    });

    it('says so in the tree', async () => {
      await workbench().openActivity('Podpath');
      await workbench()
        .page.locator('.sidebar')
        .getByRole('treeitem')
        .filter({ hasText: says })
        .first()
        .waitFor();
    });

    it('says so on the map', async () => {
      await workbench().runCommand('Podpath: Show Map');
      const map = await workbench().webviewFrame('Podpath Map');
      await map.getByText(says).first().waitFor();
    });
  });
}
