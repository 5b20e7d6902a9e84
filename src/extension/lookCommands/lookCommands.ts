import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import type { LookRequest, LookSubject } from '../../core/looks/defineLookCommand.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import { type ObjectCommandHost, registerObjectCommand } from '../objectCommand.ts';
import { pickObject } from '../pickObject.ts';
import { runPermissions } from '../runPermissions.ts';
import { askLookInput } from './askLookInput.ts';
import { paletteLooks, type PaletteLook } from './lookCommandList.ts';

/** The palette's single looks: choose a pod or node, look, and read the result in a document. */
export class LookCommands implements Disposable {
  readonly #store = new DisposableStore();
  readonly #host: ObjectCommandHost;

  constructor(host: ObjectCommandHost) {
    this.#host = host;
    for (const look of paletteLooks) {
      this.#store.add(registerObjectCommand(host, look.command, (reference) => this.#run(look, reference)));
    }
  }

  async #run(command: PaletteLook, reference: ObjectReference | undefined): Promise<void> {
    const subject = await this.#subject(command, reference);
    if (subject === undefined) return;
    const namespace = subject.kind === 'pod' ? subject.namespace : 'default';
    const input = await askLookInput(command, this.#host.engine, namespace);
    if (input === undefined) return;
    await this.#look(command, { look: command.look, subject, input });
  }

  /** What the command was invoked on, or what the user chooses. */
  async #subject(
    { on, title }: PaletteLook,
    reference: ObjectReference | undefined,
  ): Promise<LookSubject | undefined> {
    const given = reference === undefined ? undefined : await this.#given(reference, on);
    if (given !== undefined) return given;
    const placeHolder = on === 'pod' ? 'In which pod? Type namespace/name' : 'On which node?';
    const picked = await pickObject(this.#host.engine, [on], { title, placeHolder });
    return picked === undefined ? undefined : subjectOf(picked, on);
  }

  /** The subject that a reference means; what is asked of a node is asked of the node that a pod runs on. */
  async #given(reference: ObjectReference, on: 'pod' | 'node'): Promise<LookSubject | undefined> {
    if (on === 'pod' || reference.kind !== 'pod') return subjectOf(reference, on);
    const id = formatReference(reference);
    const pods = await this.#host.engine.engine.listEnds('pod');
    const name = pods.find((pod) => formatReference(pod.reference) === id)?.node;
    return name === undefined ? undefined : { kind: 'node', name };
  }

  async #look(command: PaletteLook, request: LookRequest): Promise<void> {
    const id = randomUUID();
    const { engine } = this.#host.engine;
    const asked = command.on === 'node' ? (['node-pod'] as const) : (['debug-container'] as const);
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Podpath: ${command.title}`,
        cancellable: true,
      },
      async (_progress, cancellation) => {
        cancellation.onCancellationRequested(() => void engine.cancel(id));
        return engine.runLookCommand(id, request, runPermissions(...asked));
      },
    );
    await this.#host.documents.show('steps', documentName(command, request.subject), result.text);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function subjectOf(reference: ObjectReference, on: 'pod' | 'node'): LookSubject | undefined {
  const { kind, namespace, name } = reference;
  if (kind !== on) return undefined;
  if (on === 'node') return { kind: on, name };
  return namespace === undefined ? undefined : { kind: on, namespace, name };
}

/** `routes shop/cart-0.txt`: the tab's title. */
function documentName({ look }: PaletteLook, subject: LookSubject): string {
  const of = subject.kind === 'node' ? subject.name : `${subject.namespace}/${subject.name}`;
  return `${look} ${of}.txt`;
}
