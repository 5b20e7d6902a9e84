import * as vscode from 'vscode';
import type { ManifestCompanion } from '../../protocol/manifestProtocol.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import { mentionsObjects } from './manifestText.ts';

/** A folder with more is a store of data; a larger file is generated. */
const maximumFiles = 100;
const maximumBytes = 500_000;
/** A checkout changes many files at once. */
const gatherMilliseconds = 500;

const manifestFile = /\.(ya?ml|json)$/i;

/** Read in place, or offered by a file system that can list folders. */
const listableSchemes: ReadonlySet<string> = new Set(['file', 'vscode-remote', 'vscode-vfs']);

interface WatchedFolder {
  readonly uri: vscode.Uri;
  readonly documents: Set<string>;
  readonly store: DisposableStore;
  texts: readonly ManifestCompanion[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * The manifests that lie beside open ones: a Deployment in the file next to its Service is not missing because nobody has
 * opened it. A folder is read while a text of it is open, and again when it changes.
 */
export class FolderCompanions implements Disposable {
  readonly #send: (folder: string, texts: readonly ManifestCompanion[]) => void;
  readonly #folders = new Map<string, WatchedFolder>();

  constructor(send: (folder: string, texts: readonly ManifestCompanion[]) => void) {
    this.#send = send;
  }

  /** A text was opened. */
  add(document: vscode.Uri): void {
    if (!listableSchemes.has(document.scheme)) return;
    const uri = vscode.Uri.joinPath(document, '..');
    const key = uri.toString();
    const known = this.#folders.get(key);
    if (known !== undefined) {
      known.documents.add(document.toString());
      return;
    }
    const store = new DisposableStore();
    const folder: WatchedFolder = {
      uri,
      documents: new Set([document.toString()]),
      store,
      texts: [],
      timer: undefined,
    };
    this.#folders.set(key, folder);
    const watcher = store.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '*.{yaml,yml,json}')),
    );
    const later = (): void => {
      folder.timer ??= setTimeout(() => {
        folder.timer = undefined;
        void this.#read(folder);
      }, gatherMilliseconds);
    };
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      store.add(event(later));
    void this.#read(folder);
  }

  /** A text was closed. */
  remove(document: vscode.Uri): void {
    const key = vscode.Uri.joinPath(document, '..').toString();
    const folder = this.#folders.get(key);
    if (folder?.documents.delete(document.toString()) !== true || folder.documents.size > 0) return;
    this.#end(folder);
    this.#folders.delete(key);
    this.#send(key, []);
  }

  /** The text of a file that lies beside an open one, as it was read last. */
  textOf(uri: string): string | undefined {
    for (const { texts } of this.#folders.values()) {
      const found = texts.find((each) => each.uri === uri);
      if (found !== undefined) return found.text;
    }
    return undefined;
  }

  /** For an engine that knows nothing yet. */
  sendAgain(): void {
    for (const [key, { texts }] of this.#folders) this.#send(key, texts);
  }

  async #read(folder: WatchedFolder): Promise<void> {
    const { fs } = vscode.workspace;
    let names: readonly string[];
    try {
      names = (await fs.readDirectory(folder.uri))
        .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && manifestFile.test(name))
        .map(([name]) => name)
        .slice(0, maximumFiles);
    } catch {
      // The folder is gone, or may not be read: then nothing lies beside.
      names = [];
    }
    const texts: ManifestCompanion[] = [];
    for (const name of names) {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      try {
        if ((await fs.stat(uri)).size > maximumBytes) continue;
        const text = new TextDecoder().decode(await fs.readFile(uri));
        if (mentionsObjects(text)) texts.push({ uri: uri.toString(), text });
      } catch {
        // It went while the folder was read.
      }
    }
    if (folder.store.disposed) return;
    folder.texts = texts;
    this.#send(folder.uri.toString(), texts);
  }

  #end(folder: WatchedFolder): void {
    clearTimeout(folder.timer);
    folder.store.dispose();
  }

  dispose(): void {
    for (const folder of this.#folders.values()) this.#end(folder);
    this.#folders.clear();
  }
}
