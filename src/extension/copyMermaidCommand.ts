import * as vscode from 'vscode';
import { formatReference } from '../core/model/reference.ts';
import type { Disposable } from './disposableStore.ts';
import { copyText } from './mapView/mapExports.ts';
import { type ObjectCommandHost, registerObjectCommand } from './objectCommand.ts';

/** "Podpath: Copy as Mermaid": a thing of the tree or the map, with what leads to it and what it leads to. */
export function copyMermaidCommand(host: ObjectCommandHost): Disposable {
  return registerObjectCommand(host, 'podpath.copyAsMermaid', async (reference) => {
    if (reference === undefined) return;
    const name = formatReference(reference);
    const text = await host.engine.engine.mermaidAround(reference);
    if (text !== undefined) await copyText(text, `${name} copied as Mermaid`);
    else void vscode.window.showInformationMessage(`${name} is not on the map.`);
  });
}
