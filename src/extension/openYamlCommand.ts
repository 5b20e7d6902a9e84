import * as vscode from 'vscode';
import { formatReference } from '../core/model/reference.ts';
import type { EndKind } from '../protocol/engineProtocol.ts';
import type { Disposable } from './disposableStore.ts';
import { type ObjectCommandHost, registerObjectCommand } from './objectCommand.ts';
import { pickObject } from './pickObject.ts';

const listed: readonly EndKind[] = ['service', 'pod', 'namespace', 'node'];
const question = { title: 'Open YAML', placeHolder: 'Of which object? Type its name' };

/** "Podpath: Open YAML": an object as the cluster has it now, or as it was recorded, in a read-only editor. */
export function openYamlCommand(host: ObjectCommandHost): Disposable {
  return registerObjectCommand(host, 'podpath.openYaml', async (given) => {
    const reference = given ?? (await pickObject(host.engine, listed, question));
    if (reference === undefined) return;
    try {
      const text = await host.engine.engine.objectYaml(reference);
      await host.documents.show('objects', `${formatReference(reference)}.yaml`, text);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  });
}
