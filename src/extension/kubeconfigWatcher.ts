import { type StatsListener, unwatchFile, watchFile } from 'node:fs';
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
      const listener: StatsListener = (current, previous) => {
        if (current.mtimeMs !== previous.mtimeMs || current.size !== previous.size)
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
