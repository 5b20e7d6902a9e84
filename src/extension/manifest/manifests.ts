import type { ClusterSession } from '../clusterSession.ts';
import { type Disposable, DisposableStore } from '../disposableStore.ts';
import type { EngineConnection } from '../engineConnection.ts';
import { ManifestDiagnostics } from './manifestDiagnostics.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { ManifestHovers } from './manifestHovers.ts';

/** Everything that editors show on manifests. */
export class Manifests implements Disposable {
  readonly #store = new DisposableStore();

  constructor(engine: EngineConnection, session: ClusterSession, documents: ManifestDocuments) {
    this.#store.add(new ManifestHovers(engine, documents));
    this.#store.add(new ManifestDiagnostics(engine, session, documents));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
