import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

interface Manifest {
  version: string;
  contributes: { commands: { command: string; category?: string }[] };
}

function podpath(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('podpath.podpath');
  assert(extension, 'podpath.podpath is not installed');
  return extension;
}

describe('the installed extension', () => {
  it('activates', async () => {
    const extension = podpath();
    await extension.activate();
    assert(extension.isActive);
  });

  it('is the packaged one, not the sources', () => {
    assert.match(podpath().extensionPath, /[\\/]extensions[\\/]podpath\.podpath-/);
  });

  it('registers every command that its manifest names, under one category', async () => {
    const { commands } = (podpath().packageJSON as Manifest).contributes;
    assert(commands.length > 0, 'the manifest names no command');
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commands.filter(({ command }) => !registered.has(command)).map(({ command }) => command),
      [],
    );
    assert.deepEqual(
      commands.filter(({ category }) => category !== 'Podpath').map(({ command }) => command),
      [],
    );
  });
});
