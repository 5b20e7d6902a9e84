import * as vscode from 'vscode';
import type { MapExport } from './mapExports.ts';

const choices: readonly (vscode.QuickPickItem & { readonly value?: MapExport })[] = [
  { label: 'Mermaid', kind: vscode.QuickPickItemKind.Separator },
  {
    label: 'Copy as Mermaid',
    description: 'text that GitHub, GitLab and wikis draw',
    value: { format: 'mermaid', to: 'clipboard' },
  },
  {
    label: 'Open as Markdown',
    description: 'a new document with the diagram',
    value: { format: 'mermaid', to: 'document' },
  },
  {
    label: 'Save as Mermaid…',
    description: '.mmd',
    value: { format: 'mermaid', to: 'file' },
  },
  { label: 'Picture', kind: vscode.QuickPickItemKind.Separator },
  {
    label: 'Save as SVG…',
    description: 'the map as it is drawn, in the colours of the theme',
    value: { format: 'svg', to: 'file' },
  },
  { label: 'Copy as SVG', description: 'the same as text', value: { format: 'svg', to: 'clipboard' } },
  { label: 'Data', kind: vscode.QuickPickItemKind.Separator },
  {
    label: 'Save as JSON…',
    description: 'every thing and line with its state, for programs',
    value: { format: 'json', to: 'file' },
  },
  { label: 'Copy as JSON', description: 'the same as text', value: { format: 'json', to: 'clipboard' } },
];

/** Asks in which form the map leaves the editor; `undefined` when the user has left the choice. */
export async function askMapExport(): Promise<MapExport | undefined> {
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Export Map',
    placeHolder: 'In which form?',
    matchOnDescription: true,
  });
  return picked?.value;
}
