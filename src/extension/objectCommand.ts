import * as vscode from 'vscode';
import type { ObjectReference } from '../core/model/reference.ts';
import type { ClusterSession } from './clusterSession.ts';
import type { CommandTargets } from './commandTargets.ts';
import { connectedOrTold } from './connectedOrTold.ts';
import type { Disposable } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import type { ReadOnlyDocuments } from './readOnlyDocuments.ts';

/** What commands about an object of the cluster work with. */
export interface ObjectCommandHost {
  readonly engine: EngineConnection;
  readonly session: ClusterSession;
  readonly documents: ReadOnlyDocuments;
  readonly targets: CommandTargets;
}

/**
 * Registers a command about an object of the cluster. It is run once there is a connection: on the object that it was invoked on,
 * in whatever view or editor, or on none from the palette.
 */
export function registerObjectCommand(
  { session, targets }: ObjectCommandHost,
  command: string,
  run: (reference: ObjectReference | undefined) => Promise<void>,
): Disposable {
  return vscode.commands.registerCommand(command, async (argument: unknown) => {
    const target = await targets.resolve(argument);
    if (target.kind === 'ended' || !(await connectedOrTold(session))) return;
    await run(target.kind === 'object' ? target.reference : undefined);
  });
}
