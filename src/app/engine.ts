import type { Question } from '../core/inquiry/question.ts';
import { diagnosisDocument } from '../core/documents/diagnosisDocument.ts';
import { diagnosisReport } from '../core/report/diagnosisReport.ts';
import { renderMarkdownReport } from '../core/report/markdownReport.ts';
import { renderMermaidReport } from '../core/report/mermaidReport.ts';
import { renderTextReport } from '../core/report/textReport.ts';
import { traceDocument } from '../core/documents/traceDocument.ts';
import { traceReport } from '../core/report/traceReport.ts';
import type { Observation } from '../core/probes/observation.ts';
import type {
  EngineEvents,
  EngineFunctions,
  ExportSource,
  SessionState,
  SessionTarget,
} from '../protocol/engineProtocol.ts';
import type { TreeNode } from '../protocol/treeProtocol.ts';
import { endChoices } from './runs/endChoices.ts';
import { EngineRuns, type RunBasis } from './runs/engineRuns.ts';
import { ManifestFeed } from './manifests/manifestFeed.ts';
import { MapFeed } from './map/mapFeed.ts';
import type { MapSource } from './map/mapStatus.ts';
import { mermaidAround } from './map/mermaidAround.ts';
import { connectingNodes, networkTreeChildren, problemNodes } from './tree/networkTree.ts';
import { objectYaml } from './objects/objectYaml.ts';
import { type Clock, type Cluster, ConnectionError, type Log } from './ports.ts';
import { removeLeftovers } from './privileged/removeLeftovers.ts';
import type { RunLedger } from './privileged/runLedger.ts';
import { designPolicies } from './policies/policyDesigns.ts';
import { reachDocument } from './policies/reachDocument.ts';
import { type Session, openSession } from './session/session.ts';
import { type Recording, SessionChanges } from './session/sessionChanges.ts';
import { describeState } from './session/sessionState.ts';
import { TreeFeed } from './tree/treeFeed.ts';

/** A cluster ready to be watched, with what a file knows beside its snapshot. */
export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly observations?: readonly Observation[];
  /** The question of a case file. */
  readonly question?: Question;
  /** Of a file: when it was recorded, and what had changed. */
  readonly recording?: Recording;
}

export interface EngineOptions {
  /** Opens what the target names; throws {@link ConnectionError} when it cannot be used. */
  readonly openCluster: (target: SessionTarget) => Promise<OpenedCluster>;
  readonly listContexts: EngineFunctions['listContexts'];
  readonly clock: Clock;
  /** What runs create is noted here, so that it is found again after a crash. */
  readonly ledger: RunLedger;
  readonly events: EngineEvents;
}

/** The engine: everything that the extension asks for. */
export interface Engine extends EngineFunctions {
  /** Ends the session and every run. */
  dispose(): Promise<void>;
}

/** Tree and state are told of changes at most so often; the map has its own pace. */
const tellMilliseconds = 100;

interface OpenSession extends OpenedCluster {
  readonly session: Session;
  readonly changes: SessionChanges;
}

/** Makes an engine over any kind of cluster. It knows neither how clusters are reached nor how its answers travel. */
export function createEngine(options: EngineOptions): Engine {
  return new EngineOverSessions(options);
}

class EngineOverSessions implements Engine {
  readonly #options: EngineOptions;
  readonly #log: Log;
  readonly #runs: EngineRuns;
  readonly #tree: TreeFeed;
  readonly #map: MapFeed;
  readonly #manifests: ManifestFeed;
  #epoch = 0;
  #open: OpenSession | undefined;
  #state: SessionState = { epoch: 0, phase: 'closed' };
  #timer: NodeJS.Timeout | undefined;
  /** Told at each change of the phase. */
  readonly #phaseWaiters = new Set<() => void>();

  constructor(options: EngineOptions) {
    const { clock, events } = options;
    this.#options = options;
    this.#log = {
      info: (line) => {
        events.log('info', line);
      },
      warn: (line) => {
        events.log('warn', line);
      },
    };
    this.#runs = new EngineRuns({ clock, events, log: this.#log, ledger: options.ledger });
    this.#tree = new TreeFeed((id) => this.#treeNodes(id));
    this.#manifests = new ManifestFeed({
      current: () => {
        const { phase } = this.#state;
        if (this.#open === undefined || (phase !== 'live' && phase !== 'recorded')) return undefined;
        return { snapshot: this.#open.session.current(), cluster: this.#open.cluster };
      },
      send: (uri, version, diagnostics) => {
        events.manifestDiagnostics(uri, version, diagnostics);
      },
      clock,
      onCommand: (line) => {
        events.commandRun(line);
      },
    });
    this.#map = new MapFeed({
      current: () => this.#mapSource(),
      send: (message) => {
        events.map(message);
      },
      recentChanges: (reference) => this.#open?.changes.recent(reference).changes ?? [],
    });
  }

  async openSession(target: SessionTarget): Promise<SessionState> {
    const closing = this.#close();
    const epoch = ++this.#epoch;
    this.#setState({ epoch, phase: 'connecting' });
    await closing;
    try {
      const opened = await this.#options.openCluster(target);
      if (epoch !== this.#epoch) {
        opened.cluster.close();
        return this.#state;
      }
      this.#start(epoch, target, opened);
    } catch (error) {
      if (epoch === this.#epoch) this.#setState({ epoch, phase: 'failed', problem: problemOf(error) });
      return this.#state;
    }
    await this.#settled(epoch);
    return this.#state;
  }

  async closeSession(): Promise<void> {
    const epoch = ++this.#epoch;
    await this.#close();
    if (epoch === this.#epoch) this.#setState({ epoch, phase: 'closed' });
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
    return Promise.resolve(this.#open === undefined ? [] : endChoices(this.#open.session.current(), kind));
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

  async runStep(
    ...[id, request, permissions]: Parameters<EngineFunctions['runStep']>
  ): ReturnType<EngineFunctions['runStep']> {
    return this.#runs.step(id, request, this.#basis(), permissions);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async whoCanReach(...[target]: Parameters<EngineFunctions['whoCanReach']>): Promise<string | undefined> {
    return reachDocument(this.#basis().snapshot, target);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection
  async recentChanges(...[subject]: Parameters<EngineFunctions['recentChanges']>): Promise<string> {
    if (this.#open === undefined) throw new Error('Podpath is not connected to a cluster.');
    return this.#open.changes.text(subject);
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
    source: ExportSource,
    format: Parameters<EngineFunctions['exportReport']>[1],
  ): Promise<string> {
    if (format === 'json') {
      const document =
        source.kind === 'diagnosis' ? diagnosisDocument(source.diagnosis) : traceDocument(source.trace);
      return Promise.resolve(`${JSON.stringify(document, null, 2)}\n`);
    }
    const report =
      source.kind === 'diagnosis'
        ? diagnosisReport(source.diagnosis, this.#open?.changes.before(source.diagnosis))
        : traceReport(source.trace);
    const render = {
      markdown: renderMarkdownReport,
      mermaid: renderMermaidReport,
      text: renderTextReport,
    }[format];
    return Promise.resolve(render(report));
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
    const { cluster, snapshot } = this.#basis();
    const signal = this.#open?.session.ended ?? AbortSignal.abort();
    return objectYaml({ cluster, snapshot, now: this.#options.clock.now(), signal }, reference);
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
    this.#epoch += 1;
    this.#manifests.dispose();
    this.#map.close();
    await this.#close();
  }

  #start(epoch: number, target: SessionTarget, opened: OpenedCluster): void {
    const namespaces = target.kind === 'kubeconfig' ? target.namespaces : undefined;
    const session = openSession({
      cluster: opened.cluster,
      scope: namespaces === undefined ? {} : { namespaces },
      clock: this.#options.clock,
      log: this.#log,
    });
    const changes = new SessionChanges(session, this.#options.clock, opened.recording);
    this.#open = { ...opened, session, changes };
    void removeLeftovers(opened.cluster, this.#options.ledger, this.#log, session.ended).catch(
      () => undefined,
    );
    session.onChange(() => {
      this.#map.changed();
      this.#manifests.changed();
      // The first data, and what ends the waiting, are told at once.
      if (this.#state.phase === 'connecting') this.#tell(epoch);
      else
        this.#timer ??= setTimeout(() => {
          this.#tell(epoch);
        }, tellMilliseconds);
    });
    this.#tell(epoch);
  }

  /** Compares with what was told before, and tells the difference. */
  #tell(epoch: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open === undefined || epoch !== this.#epoch) return;
    const { session, cluster, question } = this.#open;
    const state = describeState(epoch, cluster.describe(), session.current(), session.problem());
    this.#setState(question === undefined ? state : { ...state, question });
  }

  #setState(state: SessionState): void {
    const before = this.#state;
    this.#state = state;
    const { events } = this.#options;
    if (essence(before) !== essence(state)) events.sessionChanged(state);
    if (before.phase !== state.phase || before.epoch !== state.epoch) {
      for (const waiter of [...this.#phaseWaiters]) waiter();
      this.#map.changed();
      this.#manifests.changed();
    }
    const changed = this.#tree.takeChanges();
    if (changed.length > 0) events.treeChanged(changed);
  }

  /** Resolves when the session of this epoch is usable or known to be unusable, or when another one took its place. */
  #settled(epoch: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#epoch === epoch && this.#state.phase === 'connecting') return;
        this.#phaseWaiters.delete(look);
        resolve();
      };
      this.#phaseWaiters.add(look);
      look();
    });
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#runs.cancelAll();
    // What runs have created is taken away over the connection that is about to be closed.
    await this.#runs.settled();
    await open?.session.close();
  }

  #basis(): RunBasis {
    if (this.#open === undefined) throw new Error('Podpath is not connected to a cluster.');
    const { session, cluster, observations = [], changes } = this.#open;
    return { cluster, snapshot: session.current(), observations, changes: changes.recent().changes };
  }

  #mapSource(): MapSource {
    const snapshot = this.#open?.session.current();
    return { session: this.#state, ...(snapshot === undefined ? {} : { snapshot }) };
  }

  #treeNodes(id: string | undefined): readonly TreeNode[] {
    const { phase, problem, cluster } = this.#state;
    const snapshot = this.#open?.session.current();
    if (id !== undefined) return snapshot === undefined ? [] : networkTreeChildren(snapshot, id);
    if (phase === 'closed') return [];
    if (phase === 'failed' && problem !== undefined) return problemNodes(problem);
    if (snapshot === undefined || (phase === 'connecting' && snapshot.namespaces.size === 0)) {
      return connectingNodes(cluster?.server ?? '');
    }
    return [...(problem === undefined ? [] : problemNodes(problem)), ...networkTreeChildren(snapshot)];
  }
}

function problemOf(error: unknown): ConnectionError['problem'] {
  if (error instanceof ConnectionError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message, advice: 'The output channel "Podpath" has the details.' };
}

/** What of a state is worth telling: its age alone is not. */
function essence({ asOf: _asOf, ...rest }: SessionState): string {
  return JSON.stringify(rest);
}
