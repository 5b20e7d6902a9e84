import type { Disposable } from '../disposableStore.ts';
import { type ObjectCommandHost, registerObjectCommand } from '../objectCommand.ts';

/** "Podpath: Show What Changed": around a thing that is seen in a tree or on the map, or everywhere from the palette. */
export function whatChangedCommand(host: ObjectCommandHost): Disposable {
  return registerObjectCommand(host, 'podpath.showWhatChanged', async (subject) => {
    const text = await host.engine.engine.recentChanges(subject);
    const around =
      subject === undefined ? '' : ` around ${subject.namespace ?? subject.kind}/${subject.name}`;
    await host.documents.show('changes', `what changed${around}.txt`, text);
  });
}
