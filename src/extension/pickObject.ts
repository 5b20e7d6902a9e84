import * as vscode from 'vscode';
import type { ObjectReference } from '../core/model/reference.ts';
import type { EndKind } from '../protocol/engineProtocol.ts';
import { describeChoice } from './diagnoseChoices.ts';
import type { EngineConnection } from './engineConnection.ts';

/** Lets the user choose one object of the cluster, kind by kind; `undefined` when nothing is chosen. */
export async function pickObject(
  { engine }: EngineConnection,
  kinds: readonly EndKind[],
  words: { readonly title: string; readonly placeHolder: string },
): Promise<ObjectReference | undefined> {
  const items = Promise.all(kinds.map((kind) => engine.listEnds(kind))).then((lists) =>
    lists.flat().map(describeChoice),
  );
  const picked = await vscode.window.showQuickPick(items, { ...words, matchOnDescription: true });
  return picked?.choice.reference;
}
