import { type StatsListener, readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { ClusterSession } from './clusterSession.ts';
import { type Disposable, DisposableStore } from './disposableStore.ts';

/** Polling, because kubectl replaces the file, and because the file or its folder may not exist yet. */
const pollMilliseconds = 1_000;

/** Reconnects when a kubeconfig file that is in use changes on disk, appears or goes. */
export class KubeconfigWatcher implements Disposable {
  readonly #store = new DisposableStore();
  readonly #session: ClusterSession;
  readonly #watched = new Map<string, StatsListener>();

  constructor(session: ClusterSession) {
    this.#session = session;
    this.#store.add(
      session.onDidChange(() => {
        this.#update();
      }),
    );
    this.#update();
  }

  /** Watches the files of the session's target: none before a cluster was asked for, none for a recorded one. */
  #update(): void {
    const wanted = new Set(
      this.#session.target?.kind === 'kubeconfig' ? this.#session.kubeconfig().paths : [],
    );
    for (const [path, listener] of this.#watched) {
      if (wanted.has(path)) continue;
      unwatchFile(path, listener);
      this.#watched.delete(path);
    }
    for (const path of wanted) {
      if (this.#watched.has(path)) continue;
      let text = readText(path);
      const listener: StatsListener = () => {
        const now = readText(path);
        // Credential helpers touch the file, or write it again as it was.
        if (now === text) return;
        text = now;
        void this.#session.reopen();
      };
      watchFile(path, { interval: pollMilliseconds, persistent: false }, listener);
      this.#watched.set(path, listener);
    }
  }

  dispose(): void {
    this.#store.dispose();
    for (const [path, listener] of this.#watched) unwatchFile(path, listener);
    this.#watched.clear();
  }
}

/** What the file says; `undefined` while it cannot be read. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
