import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MapFormat } from '../../protocol/mapProtocol.ts';
import type { ClusterSession } from '../clusterSession.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { saveFile } from '../saveFile.ts';
import { formatTitle, mapFile } from './mapFile.ts';

/** How long the status bar says that something was copied, in milliseconds. */
const toldMilliseconds = 5_000;

/** What is exported, and where it goes. */
export interface MapExport {
  readonly format: MapFormat;
  readonly to: 'clipboard' | 'file' | 'document';
  /** These marks and the lines between them; absent for all that is drawn. */
  readonly ids?: readonly string[];
}

/** Takes the map out of the editor: to the clipboard, into a file, or as a Markdown document. */
export class MapExports {
  readonly #engine: EngineConnection;
  readonly #session: ClusterSession;
  readonly #drawing: () => Promise<string>;

  /** @param drawing what the page draws now, as an SVG document; rejects with words for the user */
  constructor(engine: EngineConnection, session: ClusterSession, drawing: () => Promise<string>) {
    this.#engine = engine;
    this.#session = session;
    this.#drawing = drawing;
  }

  /** Carries out an export, and tells what came of it. */
  async run({ format, to, ids }: MapExport): Promise<void> {
    let text: string;
    try {
      text = format === 'svg' ? await this.#drawing() : await this.#engine.engine.exportMap(format, ids);
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return;
    }
    if (text === '') void vscode.window.showInformationMessage('There is nothing on the map to export.');
    else if (to === 'clipboard') await copyText(text, `Map copied as ${formatTitle(format)}`);
    else if (to === 'document') await openMarkdown(text);
    else await this.#save(format, text);
  }

  async #save(format: MapFormat, text: string): Promise<void> {
    const { name, filters } = mapFile(format, this.#session.state.cluster?.context ?? '', new Date());
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const target = await vscode.window.showSaveDialog({
      title: `Export Map as ${formatTitle(format)}`,
      filters,
      defaultUri:
        folder === undefined ? vscode.Uri.file(join(homedir(), name)) : vscode.Uri.joinPath(folder.uri, name),
    });
    if (target === undefined) return;
    try {
      await saveFile(target, text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`The map could not be saved: ${why}`);
      return;
    }
    const open = 'Open';
    const saved = vscode.workspace.asRelativePath(target, false);
    if ((await vscode.window.showInformationMessage(`Map saved as ${saved}`, open)) === open) {
      await vscode.commands.executeCommand('vscode.open', target);
    }
  }
}

/** Puts a text into the clipboard, and says so where nobody is disturbed. */
export async function copyText(text: string, told: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${told}`, toldMilliseconds);
}

/** A Markdown document with the diagram, to be edited, previewed and saved wherever it belongs. */
async function openMarkdown(mermaid: string): Promise<void> {
  const content = `\`\`\`mermaid\n${mermaid.trimEnd()}\n\`\`\`\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: false });
}
