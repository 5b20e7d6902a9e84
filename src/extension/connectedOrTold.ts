import * as vscode from 'vscode';
import type { ClusterSession } from './clusterSession.ts';

/**
 * Connects for a command that the user has run. Says why not, with what to do, when there is no cluster: the tree that
 * says it too may be hidden.
 */
export async function connectedOrTold(session: ClusterSession): Promise<boolean> {
  const opening = session.ensureOpen();
  if (!session.connected) {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Podpath: connecting' },
      () => opening,
    );
  }
  const { problem } = await opening;
  if (session.connected) return true;
  const [choose, demo, output] = ['Choose Kubeconfig', 'Open Demo', 'Show Output'];
  const answer = await vscode.window.showErrorMessage(
    problem === undefined
      ? 'Podpath is not connected to a cluster.'
      : `${problem.message} ${problem.advice}`.trimEnd(),
    choose,
    demo,
    output,
  );
  if (answer === choose) await vscode.commands.executeCommand('podpath.chooseKubeconfig');
  if (answer === demo) await vscode.commands.executeCommand('podpath.openDemo');
  if (answer === output) await vscode.commands.executeCommand('podpath.showOutput');
  return false;
}
