import * as vscode from 'vscode';
import type { Permission } from '../core/probes/observation.ts';
import type { ConsentAnswer, ConsentRequest } from '../protocol/consentProtocol.ts';
import type { Disposable } from './disposableStore.ts';
import type { EngineConnection } from './engineConnection.ts';
import type { ReadOnlyDocuments } from './readOnlyDocuments.ts';
import { neverAskFor } from './runPermissions.ts';

const fileNames: Readonly<Record<Permission, string>> = {
  'debug-container': 'debug-container.yaml',
  'node-pod': 'node-pod.yaml',
};

interface Choice extends vscode.QuickPickItem {
  readonly answer: ConsentAnswer;
}

/** The answer that creates nothing comes first: who types into something else when it opens has allowed nothing. */
const choices: readonly Choice[] = [
  { label: 'No', description: 'create nothing', answer: 'no' },
  { label: 'Once', description: 'create this object and no other', answer: 'once' },
  { label: 'For This Run', description: 'create whatever of this kind the run needs', answer: 'run' },
  {
    label: 'Never',
    description: 'and do not ask again (setting podpath.neverAllow)',
    answer: 'never',
  },
];

/**
 * Asks the user before anything is created in a cluster: the object stands in an editor exactly as it will be sent, with what
 * it is wanted for, and can be read while the question is open. Closing the question is a no. It is a list and no modal
 * dialog, because a dialog could not be taken back when its run ends.
 */
export class ConsentDialog implements Disposable {
  readonly #documents: ReadOnlyDocuments;

  constructor(engine: EngineConnection, documents: ReadOnlyDocuments) {
    this.#documents = documents;
    engine.answerConsentWith((request, signal) => this.#ask(request, signal));
  }

  async #ask(request: ConsentRequest, signal: AbortSignal): Promise<ConsentAnswer> {
    const { permission, title } = request;
    const uri = this.#documents.put('consent', fileNames[permission], specText(request));
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = (): void => {
      cancellation.cancel();
    };
    signal.addEventListener('abort', cancel);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.Beside,
        preserveFocus: true,
        preview: true,
      });
      if (signal.aborted) return 'no';
      const options = {
        title,
        placeHolder: 'The editor shows what will be sent, and why. Escape creates nothing',
        ignoreFocusOut: true,
      };
      const picked = await vscode.window.showQuickPick(choices, options, cancellation.token);
      if (picked?.answer === 'never') await neverAskFor(permission);
      return picked?.answer ?? 'no';
    } finally {
      signal.removeEventListener('abort', cancel);
      cancellation.dispose();
      await closeEditorsOf(uri);
    }
  }

  dispose(): void {
    // The engine, which asks, ends by itself.
  }
}

function specText({ title, request, details, purposes, manifest }: ConsentRequest): string {
  const lines = [
    title,
    '',
    ...details,
    ...purposes.map((purpose) => `It is wanted to learn ${purpose}.`),
    '',
    request,
  ];
  // An editor marks typographic apostrophes, which look like others, as suspicious.
  const comments = lines.map((line) => `# ${line.replaceAll('’', "'")}`.trimEnd());
  return [...comments, manifest].join('\n');
}

async function closeEditorsOf(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
  await vscode.window.tabGroups.close(tabs, true);
}
