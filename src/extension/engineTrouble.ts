import * as vscode from 'vscode';
import { describeActivity, type EngineEnd } from '../app/engineEnd.ts';
import type { Disposable } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';

const showOutput = 'Show Output';

const advice = {
  text: 'That text is left alone until it is edited.',
  run: 'Its report shows what was known by then.',
  file: 'It may be damaged: choose another one, or correct it.',
} as const;

/** What is said of an engine that had to be ended. */
function trouble({ activity }: EngineEnd): string {
  const what = `Podpath's engine did not answer any more${describeActivity(activity)}, and was ended.`;
  return activity === undefined ? what : `${what} ${advice[activity.kind]}`;
}

/** Tells the user when the engine had to be ended, and what it was at. */
export function engineTrouble(engine: EngineConnection): Disposable {
  return engine.onDied((end) => {
    if (!end.unresponsive) return;
    void vscode.window.showWarningMessage(trouble(end), showOutput).then((chosen) => {
      if (chosen === showOutput) void vscode.commands.executeCommand('podpath.showOutput');
    });
  });
}
