import { diagnoseManifest } from '../../core/manifest/diagnoseManifest.ts';
import type { ManifestHover } from '../../core/manifest/hoverText.ts';
import { hoverManifest, servicesAt } from '../../core/manifest/hoverManifest.ts';
import type { ManifestContext } from '../../core/manifest/manifestContext.ts';
import type { ManifestDiagnostic } from '../../core/manifest/manifestDiagnostic.ts';
import type { ManifestObject } from '../../core/manifest/manifestObject.ts';
import { type ParsedManifest, parseManifest } from '../../core/manifest/parseManifest.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { ManifestCompanion, ManifestText } from '../../protocol/manifestProtocol.ts';
import type { Clock, Cluster } from '../ports.ts';
import { WorkloadLookup } from './workloadLookup.ts';

/** What manifests are read against. */
export interface ManifestSource {
  readonly snapshot: ClusterSnapshot;
  readonly cluster: Cluster;
}

export interface ManifestFeedOptions {
  /** The cluster as it is now; `undefined` while none is connected. */
  readonly current: () => ManifestSource | undefined;
  readonly send: (uri: string, version: number, diagnostics: readonly ManifestDiagnostic[]) => void;
  readonly clock: Clock;
  readonly onCommand: (command: string) => void;
  /** Reads a text, which takes as long as whoever wrote it wants; told which. */
  readonly reading?: <Result>(uri: string, read: () => Result) => Result;
}

/** After a text came, with others beside it; the host waits for the end of a word. */
const afterEditMilliseconds = 50;
/** After a change of the cluster, however many there are. */
const afterChangeMilliseconds = 1_000;
/** Diagnosing takes at most this part of the time, whatever the size of texts and cluster. */
const restPerWork = 10;

interface OpenManifest {
  shown: ManifestText;
  /** What the text says; made when it is first asked for. */
  parsed?: ParsedManifest | undefined;
  /** Pieces of the version before, so that only what was edited is parsed again. */
  before?: ParsedManifest | undefined;
  /** What was sent last, to send only what is different. */
  sent: string;
}

interface Folder {
  readonly texts: readonly ManifestCompanion[];
  objects?: readonly { readonly uri: string; readonly objects: readonly ManifestObject[] }[];
}

const nothing = '[]';

/** The texts that are open in editors, read against the cluster: hovers on demand, diagnostics as they change. */
export class ManifestFeed {
  readonly #options: ManifestFeedOptions;
  readonly #workloads: WorkloadLookup;
  readonly #open = new Map<string, OpenManifest>();
  readonly #folders = new Map<string, Folder>();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #restUntil = 0;

  constructor(options: ManifestFeedOptions) {
    this.#options = options;
    this.#workloads = new WorkloadLookup({
      clock: options.clock,
      onCommand: options.onCommand,
      onChange: () => {
        this.#schedule(0);
      },
    });
  }

  /** A text was opened or edited. */
  show(text: ManifestText): void {
    const open = this.#open.get(text.uri);
    if (open === undefined) this.#open.set(text.uri, { shown: text, sent: nothing });
    else {
      open.before = open.parsed ?? open.before;
      open.parsed = undefined;
      open.shown = text;
    }
    this.#schedule(afterEditMilliseconds);
  }

  close(uri: string): void {
    if (this.#open.delete(uri)) this.#schedule(afterEditMilliseconds);
  }

  /** What lies beside the open texts of a folder, as it is on disk; empty when nobody looks into the folder any more. */
  setCompanions(folder: string, texts: readonly ManifestCompanion[]): void {
    if (texts.length === 0) this.#folders.delete(folder);
    else this.#folders.set(folder, { texts });
    this.#schedule(afterEditMilliseconds);
  }

  /** The cluster, or the connection to it, has changed. */
  changed(): void {
    if (this.#open.size > 0) this.#schedule(afterChangeMilliseconds);
  }

  /** What there is to say at a position of this version of a text. */
  hover(uri: string, version: number, offset: number): ManifestHover | undefined {
    const [manifest, context] = this.#look(uri, version);
    return manifest && context && this.#reading(uri, () => hoverManifest(manifest, offset, context));
  }

  /** The Services that a position of this version of a text is about. */
  servicesAt(uri: string, version: number, offset: number): readonly ObjectReference[] {
    const [manifest, context] = this.#look(uri, version);
    return manifest && context ? servicesAt(manifest, offset, context) : [];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open.clear();
    this.#folders.clear();
    this.#workloads.use(undefined);
  }

  #look(uri: string, version: number): readonly [ParsedManifest?, ManifestContext?] {
    const open = this.#open.get(uri);
    const source = this.#options.current();
    if (open?.shown.version !== version || source === undefined) return [];
    return [this.#parsed(open), this.#context(source, this.#authored(false))];
  }

  #parsed(open: OpenManifest): ParsedManifest {
    open.parsed ??= this.#reading(open.shown.uri, () => parseManifest(open.shown.text, open.before?.pieces));
    open.before = undefined;
    return open.parsed;
  }

  #reading<Result>(uri: string, read: () => Result): Result {
    const { reading } = this.#options;
    return reading === undefined ? read() : reading(uri, read);
  }

  #context({ snapshot, cluster }: ManifestSource, authored: readonly ManifestObject[]): ManifestContext {
    return {
      snapshot,
      defaultNamespace: cluster.describe().namespace,
      authored,
      workloads: (namespace) => this.#workloads.get(namespace),
    };
  }

  /**
   * Everything that the author has at hand.
   * @param all reads the files beside the open ones too, which costs where they were not read yet
   */
  #authored(all: boolean): readonly ManifestObject[] {
    const open = [...this.#open.values()].flatMap((manifest) => this.#parsed(manifest).objects);
    const beside = [...this.#folders.values()].flatMap((folder) => {
      if (all) {
        folder.objects ??= folder.texts.map(({ uri, text }) => ({
          uri,
          objects: this.#reading(uri, () => parseManifest(text)).objects.map(({ object }) => object),
        }));
      }
      return (folder.objects ?? []).filter(({ uri }) => !this.#open.has(uri));
    });
    return [...open.map(({ object }) => object), ...beside.flatMap(({ objects }) => objects)];
  }

  /** Diagnoses after so many milliseconds, or sooner where that is planned already, or later while it has to rest. */
  #schedule(milliseconds: number): void {
    const now = this.#options.clock.elapsed();
    const dueAt = Math.max(now + milliseconds, this.#restUntil);
    if (this.#timer !== undefined && this.#dueAt <= dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#diagnose();
    }, dueAt - now);
  }

  #diagnose(): void {
    const started = this.#options.clock.elapsed();
    const source = this.#options.current();
    this.#workloads.use(source?.cluster);
    for (const open of this.#open.values()) this.#tell(open, this.#diagnosticsOf(open, source));
    const ended = this.#options.clock.elapsed();
    this.#restUntil = ended + restPerWork * (ended - started);
  }

  #diagnosticsOf(open: OpenManifest, source: ManifestSource | undefined): readonly ManifestDiagnostic[] {
    if (source === undefined || !open.shown.diagnose) return [];
    const manifest = this.#parsed(open);
    if (manifest.objects.length === 0 && manifest.unread.length === 0) return [];
    const { uri } = open.shown;
    const look = (all: boolean): readonly ManifestDiagnostic[] => {
      const context = this.#context(source, this.#authored(all));
      return this.#reading(uri, () => diagnoseManifest(manifest, context));
    };
    const found = look(false);
    // Only where something seems to be missing is it worth looking into the files beside.
    if (found.length === 0 || this.#folders.size === 0) return found;
    return look(true);
  }

  #tell(open: OpenManifest, diagnostics: readonly ManifestDiagnostic[]): void {
    const text = JSON.stringify(diagnostics);
    // An edit moves what is marked, so a new version with marks is told even where the words are the same.
    const key = text === nothing ? nothing : `${open.shown.version} ${text}`;
    if (key === open.sent) return;
    open.sent = key;
    this.#options.send(open.shown.uri, open.shown.version, diagnostics);
  }
}
