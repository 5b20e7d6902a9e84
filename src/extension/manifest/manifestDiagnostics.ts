import * as vscode from 'vscode';
import type { ManifestDiagnostic, ManifestFix } from '../../core/manifest/manifestDiagnostic.ts';
import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { manifestSelector } from './manifestSelector.ts';

interface Marked {
  readonly version: number;
  readonly fixes: ReadonlyMap<vscode.Diagnostic, readonly ManifestFix[]>;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** Marks what the API does not take of a manifest, and what leads nowhere in the cluster, with quick fixes. */
export class ManifestDiagnostics implements Disposable, vscode.CodeActionProvider {
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(vscode.languages.createDiagnosticCollection('podpath'));
  readonly #marked = new Map<string, Marked>();

  constructor(engine: EngineConnection, session: ClusterSession, documents: ManifestDocuments) {
    this.#store.add(
      vscode.languages.registerCodeActionsProvider(manifestSelector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
    this.#store.add(
      engine.onManifestDiagnostics(({ uri, version, diagnostics }) => {
        this.#mark(uri, version, diagnostics);
      }),
    );
    this.#store.add(
      session.onDidChange(() => {
        if (!session.connected) this.#clear();
      }),
    );
    this.#store.add(
      engine.onDied(() => {
        this.#clear();
      }),
    );
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#marked.delete(uri.toString());
        this.#collection.delete(uri);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('podpath.manifest.diagnostics')) documents.tellAgain();
      }),
    );
  }

  #mark(uri: string, version: number, diagnostics: readonly ManifestDiagnostic[]): void {
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
    // The positions are those of one version; of a later one the engine tells as well.
    if (document?.version !== version) return;
    const fixes = new Map<vscode.Diagnostic, readonly ManifestFix[]>();
    for (const { start, end, message, severity, code, fixes: own } of diagnostics) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
      diagnostic.source = 'Podpath';
      diagnostic.code = code;
      fixes.set(diagnostic, own);
    }
    this.#marked.set(uri, { version, fixes });
    this.#collection.set(document.uri, [...fixes.keys()]);
  }

  #clear(): void {
    this.#marked.clear();
    this.#collection.clear();
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const marked = this.#marked.get(document.uri.toString());
    if (marked?.version !== document.version) return [];
    return [...marked.fixes].flatMap(([diagnostic, fixes]) => {
      if (diagnostic.range.intersection(range) === undefined) return [];
      return fixes.map(({ title, edits }, index) => {
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        // The likeliest is what "Fix all" and the shortcut take, where there is no doubt.
        action.isPreferred = index === 0 && fixes.length === 1;
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(
          document.uri,
          edits.map(
            ({ start, end, newText }) =>
              new vscode.TextEdit(
                new vscode.Range(document.positionAt(start), document.positionAt(end)),
                newText,
              ),
          ),
        );
        return action;
      });
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
