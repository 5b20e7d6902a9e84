import * as vscode from 'vscode';
import { writeWholeFile } from '../app/writeWholeFile.ts';

/** Saves a text where the user wants it: whole or not at all on a disk, as its provider does it anywhere else. */
export async function saveFile(target: vscode.Uri, text: string): Promise<void> {
  if (target.scheme === 'file') await writeWholeFile(target.fsPath, text);
  else await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}
