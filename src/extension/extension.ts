import { join } from 'node:path';
import type * as vscode from 'vscode';
import { whatChangedCommand } from './changes/whatChangedCommand.ts';
import { ClusterSession } from './clusterSession.ts';
import { CommandTargets } from './commandTargets.ts';
import { ConsentDialog } from './consentDialog.ts';
import { copyMermaidCommand } from './copyMermaidCommand.ts';
import { DiagnoseCommand } from './diagnoseCommand.ts';
import type { Disposable } from './disposableStore.ts';
import { DisposableStore } from './disposableStore.ts';
import { EngineConnection } from './engineConnection.ts';
import { engineTrouble } from './engineTrouble.ts';
import { KubeconfigWatcher } from './kubeconfigWatcher.ts';
import { ManifestDocuments } from './manifest/manifestDocuments.ts';
import { Manifests } from './manifest/manifests.ts';
import { MapView } from './mapView/mapView.ts';
import { NetworkTreeView } from './networkTree/networkTreeView.ts';
import { openYamlCommand } from './openYamlCommand.ts';
import { OutputChannel } from './outputChannel.ts';
import { DesignPoliciesCommand } from './policyCommands/designPoliciesCommand.ts';
import { whoCanReachCommand } from './policyCommands/whoCanReachCommand.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';
import { ReportViews } from './reportView/reportViews.ts';
import { SelectContext } from './selectContext.ts';
import { LookCommands } from './lookCommands/lookCommands.ts';
import { StatusBar } from './statusBar.ts';
import { TraceCommand } from './traceCommand.ts';

let stopEngine: (() => Promise<void>) | undefined;

/** Waits until everything is taken away that runs have created in a cluster. */
export async function deactivate(): Promise<void> {
  await stopEngine?.();
}

/** Builds the features. No cluster is touched, and no engine is loaded, before one of them needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const output = store.add(new OutputChannel());
  const engine = store.add(new EngineConnection(join(context.extensionPath, 'dist', 'engine.cjs'), output));
  stopEngine = () => engine.stop();
  const session = store.add(new ClusterSession(context, engine));
  const documents = store.add(new ReadOnlyDocuments());
  const reports = store.add(new ReportViews(context, engine, session, documents, output));
  const manifests = store.add(new ManifestDocuments(engine, session));
  const targets = new CommandTargets(engine, session, manifests);
  const objects = { engine, session, documents, targets };

  const features: readonly (readonly [name: string, create: () => Disposable])[] = [
    ['engine trouble', () => engineTrouble(engine)],
    ['status bar', () => new StatusBar(session)],
    ['network tree', () => new NetworkTreeView(engine, session)],
    ['map', () => new MapView(context, engine, session, targets, output)],
    ['context selection', () => new SelectContext(engine, session, reports)],
    ['kubeconfig watcher', () => new KubeconfigWatcher(session)],
    ['diagnosis', () => new DiagnoseCommand(context, engine, session, reports)],
    ['consent', () => new ConsentDialog(engine, documents)],
    ['single steps', () => new LookCommands(objects)],
    ['who can reach', () => whoCanReachCommand(objects)],
    ['what changed', () => whatChangedCommand(objects)],
    ['policy designs', () => new DesignPoliciesCommand(engine, session, documents)],
    ['trace', () => new TraceCommand(engine, session, reports, targets)],
    ['YAML of objects', () => openYamlCommand(objects)],
    ['copying as Mermaid', () => copyMermaidCommand(objects)],
    ['manifests', () => new Manifests(engine, session, manifests)],
  ];
  for (const [name, create] of features) {
    try {
      store.add(create());
    } catch (error) {
      output.error(`The ${name} could not be started: ${String(error)}`);
    }
  }
}
