import * as vscode from 'vscode';
import type { Permission } from '../core/probes/observation.ts';
import type { RunPermissions } from '../protocol/engineProtocol.ts';

const neverKey = 'neverAllow';

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('podpath');
}

/** Whether the user may be asked for this at all. */
export function mayAskFor(permission: Permission): boolean {
  return !settings().get<string[]>(neverKey, []).includes(permission);
}

/** Remembers that the user never wants to be asked for this again, where it can be seen and taken back. */
export async function neverAskFor(permission: Permission): Promise<void> {
  const before = settings().get<string[]>(neverKey, []);
  if (before.includes(permission)) return;
  await settings().update(neverKey, [...before, permission], vscode.ConfigurationTarget.Global);
}

/** What a run may ask for, with what the settings say about it. */
export function runPermissions(...asked: readonly Permission[]): RunPermissions {
  const debugImage = settings().get<string>('debugImage', '').trim();
  const nodePodNamespace = settings().get<string>('nodePodNamespace', '').trim();
  return {
    mayAsk: asked.filter(mayAskFor),
    ...(debugImage === '' ? {} : { debugImage }),
    ...(nodePodNamespace === '' ? {} : { nodePodNamespace }),
  };
}
