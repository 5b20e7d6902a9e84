import * as vscode from 'vscode';
import type { FlowsFile } from './policyDraft.ts';

/** Asks for a file of observed flows and reads it; `undefined` when the user leaves. */
export async function askForFlows(): Promise<FlowsFile | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'Observed Flows: hubble observe -o json, or conntrack -L',
      openLabel: 'Read Flows',
      filters: { 'Observed flows': ['json', 'jsonl', 'ndjson', 'txt', 'log'], 'All files': ['*'] },
    })) ?? [];
  if (uri === undefined) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { name: uri.path.slice(uri.path.lastIndexOf('/') + 1), text };
}
