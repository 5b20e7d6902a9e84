import type { EngineEvents, EngineFunctions, SessionState } from '../protocol/engineProtocol.ts';
import type { TreeNode } from '../protocol/treeProtocol.ts';
import { ManifestFeed } from './manifests/manifestFeed.ts';
import { MapFeed } from './map/mapFeed.ts';
import { mermaidAround } from './map/mermaidAround.ts';
import { objectYaml } from './objects/objectYaml.ts';
import { designPolicies } from './policies/policyDesigns.ts';
import { reachDocument } from './policies/reachDocument.ts';
import type { Log } from './ports.ts';
import { endChoices } from './runs/endChoices.ts';
import { EngineRuns, type RunBasis } from './runs/engineRuns.ts';
import { exportReport } from './runs/exportReport.ts';
import { renewFromSession } from './runs/renewSnapshot.ts';
import { problemOf, SessionKeeper, type SessionKeeperOptions } from './session/sessionKeeper.ts';
import { sessionTreeNodes } from './tree/sessionTree.ts';
import { TreeFeed } from './tree/treeFeed.ts';
import { whileWorking } from './whileWorking.ts';

/** What an engine needs of its environment. What runs create is noted in the ledger, so that it is found after a crash. */
export interface EngineOptions extends Pick<SessionKeeperOptions, 'openCluster' | 'clock' | 'ledger'> {
  readonly listContexts: EngineFunctions['listContexts'];
  readonly events: EngineEvents;
}

/** The engine: everything that the extension asks for. */
export interface Engine extends EngineFunctions {
  /** Ends the session and every run. */
  dispose(): Promise<void>;
}

/** Makes an engine over any kind of cluster. It knows neither how clusters are reached nor how its answers travel. */
export function createEngine(options: EngineOptions): Engine {
  return new EngineOverSessions(options);
}

function logThrough(events: EngineEvents): Log {
  return {
    info: (line) => {
      events.log('info', line);
    },
    warn: (line) => {
      events.log('warn', line);
    },
  };
}

class EngineOverSessions implements Engine {
  readonly #options: EngineOptions;
  readonly #keeper: SessionKeeper;
  readonly #runs: EngineRuns;
  readonly #tree: TreeFeed;
  readonly #map: MapFeed;
  readonly #manifests: ManifestFeed;

  constructor(options: EngineOptions) {
    const { clock, events, ledger, openCluster } = options;
    const log = logThrough(events);
    this.#options = options;
    this.#runs = new EngineRuns({ clock, events, log, ledger });
    this.#keeper = new SessionKeeper({
      ...{ openCluster, clock, log, ledger },
      onState: (state) => {
        events.sessionChanged(state);
      },
      onChange: () => {
        this.#map.changed();
        this.#manifests.changed();
      },
      onTell: () => {
        const changed = this.#tree.takeChanges();
        if (changed.length > 0) events.treeChanged(changed);
      },
      endRuns: () => this.#runs.end(),
    });
    this.#tree = new TreeFeed((id) =>
      sessionTreeNodes(this.#keeper.state, this.#keeper.current?.session.current(), id),
    );
    this.#manifests = new ManifestFeed({
      current: () => {
        const { current, state } = this.#keeper;
        const usable = state.phase === 'live' || state.phase === 'recorded';
        if (current === undefined || !usable) return undefined;
        return { snapshot: current.session.current(), cluster: current.cluster };
      },
      send: (uri, version, diagnostics) => {
        events.manifestDiagnostics(uri, version, diagnostics);
      },
      clock,
      onCommand: (line) => {
        events.commandRun(line);
      },
      reading: (uri, read) => whileWorking(events, { kind: 'text', uri }, read),
    });
    this.#map = new MapFeed({
      current: () => {
        const snapshot = this.#keeper.current?.session.current();
        return { session: this.#keeper.state, ...(snapshot === undefined ? {} : { snapshot }) };
      },
      send: (message) => {
        events.map(message);
      },
      recentChanges: (reference) => this.#keeper.current?.changes.recent(reference).changes ?? [],
    });
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  openSession(...[target]: Parameters<EngineFunctions['openSession']>): Promise<SessionState> {
    return this.#keeper.open(target);
  }

  closeSession(): Promise<void> {
    return this.#keeper.close();
  }

  listContexts(paths?: readonly string[]): ReturnType<EngineFunctions['listContexts']> {
    return this.#options.listContexts(paths).catch((error: unknown) => {
      const { message, advice } = problemOf(error);
      throw new Error(`${message} ${advice}`.trimEnd());
    });
  }

  treeChildren(id?: string): Promise<TreeNode[]> {
    return Promise.resolve(this.#tree.give(id));
  }

  listEnds(...[kind]: Parameters<EngineFunctions['listEnds']>): ReturnType<EngineFunctions['listEnds']> {
    const { current } = this.#keeper;
    return Promise.resolve(current === undefined ? [] : endChoices(current.session.current(), kind));
  }

  async diagnose(
    ...[id, question, permissions]: Parameters<EngineFunctions['diagnose']>
  ): ReturnType<EngineFunctions['diagnose']> {
    return this.#runs.diagnose(id, question, this.#basis(), permissions);
  }

  async trace(
    ...[id, service, permissions]: Parameters<EngineFunctions['trace']>
  ): ReturnType<EngineFunctions['trace']> {
    return this.#runs.trace(id, service, this.#basis(), permissions);
  }

  async continueDiagnosis(
    ...[id, permissions]: Parameters<EngineFunctions['continueDiagnosis']>
  ): ReturnType<EngineFunctions['continueDiagnosis']> {
    return this.#runs.continueDiagnosis(id, this.#basis().cluster, permissions);
  }

  async runLookCommand(
    ...[id, request, permissions]: Parameters<EngineFunctions['runLookCommand']>
  ): ReturnType<EngineFunctions['runLookCommand']> {
    return this.#runs.step(id, request, this.#basis(), permissions);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async whoCanReach(...[target]: Parameters<EngineFunctions['whoCanReach']>): Promise<string | undefined> {
    return reachDocument(this.#basis().snapshot, target);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async recentChanges(...[subject]: Parameters<EngineFunctions['recentChanges']>): Promise<string> {
    return this.#keeper.connected().changes.text(subject);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async designPolicies(
    ...[request]: Parameters<EngineFunctions['designPolicies']>
  ): ReturnType<EngineFunctions['designPolicies']> {
    return designPolicies(this.#basis().snapshot, request);
  }

  observationText(...[id, key]: Parameters<EngineFunctions['observationText']>): Promise<string | undefined> {
    return Promise.resolve(this.#runs.observationText(id, key));
  }

  cancel(id: string): Promise<void> {
    this.#runs.cancel(id);
    return Promise.resolve();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async caseFile(id: string): Promise<string> {
    return this.#runs.caseFile(id);
  }

  exportReport(
    ...[source, format]: Parameters<EngineFunctions['exportReport']>
  ): ReturnType<EngineFunctions['exportReport']> {
    const before = this.#keeper.current?.changes;
    return Promise.resolve(exportReport(source, format, (diagnosis) => before?.before(diagnosis)));
  }

  openMap(...[filter]: Parameters<EngineFunctions['openMap']>): Promise<void> {
    this.#map.open(filter);
    return Promise.resolve();
  }

  filterMap(...[filter]: Parameters<EngineFunctions['filterMap']>): Promise<void> {
    this.#map.filter(filter);
    return Promise.resolve();
  }

  closeMap(): Promise<void> {
    this.#map.close();
    return Promise.resolve();
  }

  mapDetails(id: string): ReturnType<EngineFunctions['mapDetails']> {
    return Promise.resolve(this.#map.details(id));
  }

  exportMap(...[format, ids]: Parameters<EngineFunctions['exportMap']>): Promise<string> {
    return Promise.resolve(this.#map.document(format, ids));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async mermaidAround(
    ...[reference]: Parameters<EngineFunctions['mermaidAround']>
  ): Promise<string | undefined> {
    return mermaidAround(this.#basis().snapshot, reference);
  }

  async objectYaml(...[reference]: Parameters<EngineFunctions['objectYaml']>): Promise<string> {
    const { cluster, session } = this.#keeper.connected();
    const now = this.#options.clock.now();
    return objectYaml({ cluster, snapshot: session.current(), now, signal: session.ended }, reference);
  }

  mapDrawn(epoch: number, sequence: number): Promise<void> {
    this.#map.drawn(epoch, sequence);
    return Promise.resolve();
  }

  rawObservation(...[id, key]: Parameters<EngineFunctions['rawObservation']>) {
    return Promise.resolve(this.#runs.raw(id, key));
  }

  showManifest(...[manifest]: Parameters<EngineFunctions['showManifest']>): Promise<void> {
    this.#manifests.show(manifest);
    return Promise.resolve();
  }

  closeManifest(uri: string): Promise<void> {
    this.#manifests.close(uri);
    return Promise.resolve();
  }

  setManifestCompanions(
    ...[folder, companions]: Parameters<EngineFunctions['setManifestCompanions']>
  ): Promise<void> {
    this.#manifests.setCompanions(folder, companions);
    return Promise.resolve();
  }

  hoverManifest(
    ...[uri, version, offset]: Parameters<EngineFunctions['hoverManifest']>
  ): ReturnType<EngineFunctions['hoverManifest']> {
    return Promise.resolve(this.#manifests.hover(uri, version, offset));
  }

  servicesInManifest(
    ...[uri, version, offset]: Parameters<EngineFunctions['servicesInManifest']>
  ): ReturnType<EngineFunctions['servicesInManifest']> {
    return Promise.resolve(this.#manifests.servicesAt(uri, version, offset));
  }

  shutDown(): Promise<void> {
    return this.dispose();
  }

  async dispose(): Promise<void> {
    this.#manifests.dispose();
    this.#map.close();
    await this.#keeper.dispose();
  }

  #basis(): RunBasis {
    const { session, cluster, observations = [], changes } = this.#keeper.connected();
    const snapshot = session.current();
    const isLive = cluster.describe().kind !== 'recorded';
    const renew = isLive ? { renew: renewFromSession(session, this.#options.clock) } : {};
    return { cluster, snapshot, observations, changes: changes.recent().changes, ...renew };
  }
}
