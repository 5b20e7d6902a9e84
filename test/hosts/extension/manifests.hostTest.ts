import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';

const manifest = `apiVersion: v1
kind: Service
metadata:
  name: recommendations
  namespace: shop
spec:
  selector:
    app: nothing-of-the-kind
---
half: [typed
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      dnsPolicy: Default
      containers: []
`;

async function open(content: string, language = 'yaml'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  await vscode.window.showTextDocument(document);
  return document;
}

/** What Podpath says at a word, and no other extension. */
async function hoverAt(document: vscode.TextDocument, word: string): Promise<string> {
  const offset = document.getText().indexOf(word);
  assert(offset >= 0, `no ${word} in the text`);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(offset),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .filter((content) => content instanceof vscode.MarkdownString)
    .map(({ value }) => value)
    .join('\n');
}

function reportTabs(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .map(({ label }) => label);
}

/** Resolves with what a look gives once that is something; looks again whenever tabs change. */
async function whenTabs<Result>(look: () => Result | undefined): Promise<Result> {
  return new Promise((resolve) => {
    const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
      check();
    });
    const check = (): void => {
      const result = look();
      if (result === undefined) return;
      listener.dispose();
      resolve(result);
    };
    check();
  });
}

interface StandIn {
  readonly children: readonly unknown[];
}

describe('manifests', () => {
  before(async () => {
    await vscode.extensions.getExtension('podpath.podpath')?.activate();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('say nothing while no cluster is connected', async () => {
    assert.equal(await hoverAt(await open(manifest), 'dnsPolicy'), '');
  });

  describe('with a cluster', () => {
    before(async function () {
      this.timeout(60_000);
      await vscode.commands.executeCommand('podpath.openDemo');
    });

    it('have hovers, in an untitled text with a broken document in it', async () => {
      const document = await open(manifest);
      assert.match(await hoverAt(document, 'dnsPolicy'), /the resolv\.conf of the node/);
    });

    it('have hovers that may run our two commands and no others', async () => {
      const document = await open(manifest);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(manifest.indexOf('nothing-of-the-kind')),
      );
      const [content] = hovers.flatMap(({ contents }) => contents);
      assert(content instanceof vscode.MarkdownString);
      assert.match(content.value, /selects no pod/);
      assert.deepEqual(content.isTrusted, {
        enabledCommands: ['podpath.traceServiceEndpoints', 'podpath.showOnMap'],
      });
    });

    it('say nothing in a text of another language, nor about other YAML', async () => {
      assert.equal(await hoverAt(await open(manifest, 'plaintext'), 'dnsPolicy'), '');
      assert.equal(await hoverAt(await open('services:\n  web:\n    dnsPolicy: x\n'), 'dnsPolicy'), '');
    });

    it('are traced from the place of the cursor', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const document = await open(manifest);
      const editor = vscode.window.activeTextEditor;
      assert(editor);
      const place = document.positionAt(manifest.indexOf('nothing-of-the-kind'));
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand('podpath.traceServiceEndpoints', document.uri);
      await whenTabs(() => reportTabs().find((label) => label.includes('shop/recommendations')));
    });

    it("are traced from Kubernetes Tools' tree", async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const extension = vscode.extensions.getExtension<StandIn>(
        'ms-kubernetes-tools.vscode-kubernetes-tools',
      );
      assert(extension, 'the stand-in is not there');
      const { children } = await extension.activate();
      await vscode.commands.executeCommand('podpath.traceServiceEndpoints', children[0]);
      await whenTabs(() => reportTabs().find((label) => label.includes('shop/recommendations')));
    });
  });

  it("are offered on what Kubernetes Tools' tree calls a Service", () => {
    const { contributes } = vscode.extensions.getExtension('podpath.podpath')?.packageJSON as {
      contributes: { menus: Record<string, { command: string; when: string }[]> };
    };
    const whens = (contributes.menus['view/item/context'] ?? [])
      .filter(({ command }) => command === 'podpath.traceServiceEndpoints')
      .map(({ when }) => /view == extension\.vsKubernetesExplorer && viewItem =~ \/(.*)\/i$/.exec(when)?.[1])
      .filter((pattern) => pattern !== undefined);
    assert.equal(whens.length, 1);
    assert.match('vsKubernetes.resource.servicek8s-watchable', new RegExp(whens[0] ?? '', 'i'));
  });
});
