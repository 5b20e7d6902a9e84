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

const answers = {
  Once: 'once',
  'For This Run': 'run',
  Never: 'never',
} as const satisfies Record<string, ConsentAnswer>;
type Button = keyof typeof answers;
const buttons = Object.keys(answers) as Button[];
const readFirst = 'Read the Spec First';

const explanations: Readonly<Record<Button, string>> = {
  Once: 'create this object and no other',
  'For This Run': 'create whatever of this kind the run needs',
  Never: 'and do not ask again (setting podpath.neverAllow)',
};

/**
 * Asks the user before anything is created in a cluster: the object stands in an editor exactly as it will be sent, and
 * closing the question is a no.
 */
export class ConsentDialog implements Disposable {
  readonly #documents: ReadOnlyDocuments;

  constructor(engine: EngineConnection, documents: ReadOnlyDocuments) {
    this.#documents = documents;
    engine.answerConsentWith((request) => this.#ask(request));
  }

  async #ask(request: ConsentRequest): Promise<ConsentAnswer> {
    const { permission, title, details, purposes } = request;
    const uri = this.#documents.put('consent', fileNames[permission], specText(request));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
    const detail = [
      ...details,
      `It is wanted to learn ${purposes.join('; ')}.`,
      'The editor behind this dialog shows what will be sent.',
    ].join('\n\n');
    const options = { modal: true, detail };
    const chosen = await vscode.window.showWarningMessage(title, options, ...buttons, readFirst);
    const answer = chosen === readFirst ? await this.#askBesideSpec(document, title) : chosen;
    await closeEditorsOf(uri);
    if (answer === undefined) return 'no';
    if (answer === 'Never') await neverAskFor(permission);
    return answers[answer];
  }

  /** The same question where the editor can be read meanwhile. */
  async #askBesideSpec(document: vscode.TextDocument, title: string): Promise<Button | undefined> {
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    const items = buttons.map((label) => ({ label, description: explanations[label] }));
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: 'Escape creates nothing',
      ignoreFocusOut: true,
    });
    return picked?.label;
  }

  dispose(): void {
    // The engine, which asks, ends by itself.
  }
}

function specText({ request, details, manifest }: ConsentRequest): string {
  // An editor marks typographic apostrophes, which look like others, as suspicious.
  const comments = details.map((detail) => `# ${detail.replaceAll('’', "'")}`);
  return [`# ${request}`, ...comments, manifest].join('\n');
}

async function closeEditorsOf(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
  await vscode.window.tabGroups.close(tabs, true);
}
