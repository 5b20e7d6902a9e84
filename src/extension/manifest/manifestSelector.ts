import type * as vscode from 'vscode';

/** The texts that providers are asked about; the same as `mayBeManifest` decides. */
export const manifestSelector: vscode.DocumentSelector = [
  { language: 'yaml' },
  { language: 'json' },
  { language: 'jsonc' },
  { scheme: 'k8smsx' },
];
