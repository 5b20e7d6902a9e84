import * as vscode from 'vscode';
import type { Disposable } from './disposableStore.ts';
import { DisposableStore } from './disposableStore.ts';

/** The output channel "Podpath": every command that was run on a cluster, and what went wrong. */
export class OutputChannel implements Disposable {
  readonly #store = new DisposableStore();
  readonly #channel: vscode.LogOutputChannel;

  constructor() {
    this.#channel = this.#store.add(vscode.window.createOutputChannel('Podpath', { log: true }));
    this.#store.add(
      vscode.commands.registerCommand('podpath.showOutput', () => {
        this.#channel.show();
      }),
    );
  }

  info(line: string): void {
    this.#channel.info(line);
  }

  warn(line: string): void {
    this.#channel.warn(line);
  }

  error(line: string): void {
    this.#channel.error(line);
  }

  /** One command that was run, so that a person can run it again. */
  command(line: string): void {
    this.#channel.info(`$ ${line}`);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
