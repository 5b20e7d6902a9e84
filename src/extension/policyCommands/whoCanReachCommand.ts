import * as vscode from 'vscode';
import { formatReference } from '../../core/model/reference.ts';
import type { Disposable } from '../disposableStore.ts';
import { type ObjectCommandHost, registerObjectCommand } from '../objectCommand.ts';
import { pickObject } from '../pickObject.ts';

const question = {
  title: 'Show Who Can Reach This',
  placeHolder: 'Which Service or pod? Type namespace/name',
};

/** Kinds that are no pods and stand for none: a command that was invoked on them asks. */
const standsForNoPods: ReadonlySet<string> = new Set(['namespace', 'node', 'networkpolicy']);

/** "Podpath: Show Who Can Reach This": on a Service, workload or pod, wherever one is seen, or from the palette. */
export function whoCanReachCommand(host: ObjectCommandHost): Disposable {
  return registerObjectCommand(host, 'podpath.showWhoCanReach', async (target) => {
    const given = target !== undefined && !standsForNoPods.has(target.kind) ? target : undefined;
    const reference = given ?? (await pickObject(host.engine, ['service', 'pod'], question));
    if (reference === undefined) return;
    const text = await host.engine.engine.whoCanReach(reference);
    if (text === undefined) {
      const { context = 'the cluster' } = host.session.state.cluster ?? {};
      void vscode.window.showInformationMessage(`There is no ${formatReference(reference)} in ${context}.`);
      return;
    }
    const name = `who can reach ${reference.namespace ?? ''}/${reference.name}.txt`;
    await host.documents.show('reach', name, text);
  });
}
