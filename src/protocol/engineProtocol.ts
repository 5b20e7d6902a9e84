import type { ConnectionProblem, ClusterDescription, ContextDescription } from '../core/model/connection.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Question } from '../core/inquiry/question.ts';
import type { ServiceTrace } from '../core/trace/serviceTrace.ts';
import type { Permission } from '../core/probes/observation.ts';
import type { ResourceCoverage, ResourceName } from '../core/model/coverage.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { LookRequest } from '../core/looks/defineLookCommand.ts';
import type { ManifestDiagnostic } from '../core/manifest/manifestDiagnostic.ts';
import type { ManifestHover } from '../core/manifest/hoverText.ts';
import type { ManifestCompanion, ManifestText } from './manifestProtocol.ts';
import type { ConsentAnswer, ConsentRequest } from './consentProtocol.ts';
import type { MapDetails, MapFilter, MapMessage } from './mapProtocol.ts';
import type { PolicyDesignRequest, PolicyDesignResult } from './policyProtocol.ts';
import type { TreeNode } from './treeProtocol.ts';

/** Which cluster a session is opened on. */
export type SessionTarget =
  /** The kubeconfig as kubectl would find it; `paths` replaces KUBECONFIG, `context` the current context. */
  | {
      readonly kind: 'kubeconfig';
      readonly paths?: readonly string[];
      readonly context?: string;
      readonly namespaces?: readonly string[];
    }
  /** A case file or snapshot document on disk. */
  | { readonly kind: 'file'; readonly path: string };

/** Where the session stands; everything that a status line, a welcome view or a blank map needs to say. */
export interface SessionState {
  /** Grows with every opened session; patches of another epoch are void. */
  readonly epoch: number;
  readonly phase: 'closed' | 'connecting' | 'live' | 'recorded' | 'failed';
  readonly cluster?: ClusterDescription;
  readonly problem?: ConnectionProblem;
  readonly coverage?: Readonly<Record<ResourceName, ResourceCoverage>>;
  /** The question of a case file. */
  readonly question?: Question;
  /** RFC 3339 of the newest data. */
  readonly asOf?: string;
  readonly counts?: {
    readonly namespaces: number;
    readonly services: number;
    readonly pods: number;
    /** Services whose state is error or warning. */
    readonly problems: number;
  };
}

/** A finished run of which an export is wanted: plain data, so that a report restored after a reload has it too. */
export type ExportSource =
  | { readonly kind: 'diagnosis'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'trace'; readonly trace: ServiceTrace };

/** A form in which a report leaves the engine. */
export type ReportExport = 'markdown' | 'mermaid' | 'text' | 'json';

/** The raw output of one probe. */
export interface RawObservation {
  readonly command: string;
  readonly vantage: string;
  readonly stdout: string;
  readonly stderr: string;
  /** `ok`, or why there is no output. */
  readonly outcome: string;
}

/** What a single step came to. */
export interface LookResult {
  /** The answer in one line. */
  readonly headline: string;
  /** The document: parsed results on top, raw output below. */
  readonly text: string;
}

/** What can be chosen from a list. */
export type EndKind = 'pod' | 'service' | 'node' | 'namespace';

/** A choice for a QuickPick: an object with what helps to choose it. */
export interface EndChoice {
  readonly reference: ObjectReference;
  /** `2/2 ready on n1`, `ClusterIP 10.96.1.2 · 3 endpoints`, `4 pods · 1 NetworkPolicy`. */
  readonly detail: string;
  /** Of a pod: the node that it was placed on. */
  readonly node?: string;
  readonly ports: readonly {
    readonly label: string;
    readonly port: number;
    readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  }[];
}

/** What a run may create when the user allows it, and how; without it nothing is created, and nobody is asked. */
export interface RunPermissions {
  /** The user is asked about these, with {@link EngineEvents.consent}; everything else is declined without a question. */
  readonly mayAsk: readonly Permission[];
  /** The image of debug containers and node pods; Podpath's own choice when absent. */
  readonly debugImage?: string;
  /** Where node pods are created; `default` when absent. */
  readonly nodePodNamespace?: string;
}

/** What the engine is at: told before it starts what may take long, so that the user can be told should it never end. */
export type EngineActivity =
  /** Reads a text that is open in an editor, or lies beside one. */
  | { readonly kind: 'text'; readonly uri: string }
  /** Draws conclusions for a diagnosis, trace or step. */
  | { readonly kind: 'run'; readonly id: string }
  /** Reads a kubeconfig, case file or snapshot. */
  | { readonly kind: 'file'; readonly name: string };

/** What the engine (worker thread) answers to the extension. */
export interface EngineFunctions {
  /** Answers at once, unless the engine is stuck. */
  ping(): Promise<void>;
  /**
   * Opens a session in place of the one before. Resolves when it is known whether the cluster can be used (phase `live`,
   * `recorded` or `failed`); never rejects because of the cluster.
   */
  openSession(target: SessionTarget): Promise<SessionState>;
  closeSession(): Promise<void>;
  /** Contexts of the kubeconfig, usable or not; a connection problem is thrown as its message and advice. */
  listContexts(paths?: readonly string[]): Promise<{ current?: string; contexts: ContextDescription[] }>;
  /** The children of a tree item: of the root when no id is given. */
  treeChildren(id?: string): Promise<TreeNode[]>;
  listEnds(kind: EndKind): Promise<EndChoice[]>;
  /** Runs until nothing more is wanted; progress comes as `diagnosisProgress` with this id. Rejects only on misuse. */
  diagnose(id: string, question: Question, permissions?: RunPermissions): Promise<Diagnosis>;
  trace(id: string, service: ObjectReference, permissions?: RunPermissions): Promise<ServiceTrace>;
  /**
   * Goes on with a diagnosis that has ended: what it could not see for want of a permission is asked for again, everything
   * else is as it was. Rejects when the run is not held any more, or another cluster is open.
   */
  continueDiagnosis(id: string, permissions: RunPermissions): Promise<Diagnosis>;
  /** Looks at one thing by hand; cancelled and held like a diagnosis. */
  runLookCommand(id: string, request: LookRequest, permissions?: RunPermissions): Promise<LookResult>;
  /** What one probe of a run saw, as a document: parsed on top, raw below; `undefined` when it is not held any more. */
  observationText(id: string, key: string): Promise<string | undefined>;
  /** Who can reach a pod, Service or workload, as a text; `undefined` when there is no such thing. */
  whoCanReach(target: ObjectReference): Promise<string | undefined>;
  /**
   * What changed in the last ten minutes and who changed it, as a text; around one thing when it is given. Of a recording:
   * in the ten minutes before it. Rejects when no cluster is open.
   */
  recentChanges(subject?: ObjectReference): Promise<string>;
  /** Designs policies and applies none. Rejects with what is wrong with the request. */
  designPolicies(request: PolicyDesignRequest): Promise<PolicyDesignResult>;
  /** Ends a running diagnose, trace or step; its promise resolves with what is known so far. */
  cancel(id: string): Promise<void>;
  /** The case file of a finished or cancelled diagnosis, as JSON text. */
  caseFile(id: string): Promise<string>;
  /** A diagnosis or trace as a document. */
  exportReport(source: ExportSource, format: ReportExport): Promise<string>;
  /** Starts the map feed for a map that knows nothing: a whole scene first, patches after. */
  openMap(filter: MapFilter): Promise<void>;
  /** Shows something else on the map that is open; what stays is not sent again. */
  filterMap(filter: MapFilter): Promise<void>;
  closeMap(): Promise<void>;
  /** What the inspector shows of a thing; `undefined` when it is gone. */
  mapDetails(id: string): Promise<MapDetails | undefined>;
  /** What the map shows now as a document; `ids` restricts it to these marks and the lines between them. */
  exportMap(format: 'mermaid' | 'json', ids?: readonly string[]): Promise<string>;
  /** A thing with what leads to it and what it leads to, as Mermaid; `undefined` when no map has it. */
  mermaidAround(reference: ObjectReference): Promise<string | undefined>;
  /** An object as YAML for reading, live or as recorded. Rejects with the reason in words; never holds credentials. */
  objectYaml(reference: ObjectReference): Promise<string>;
  /** The map has drawn this sequence; the next patch may come. */
  mapDrawn(epoch: number, sequence: number): Promise<void>;
  /** The raw observation behind an evidence of a diagnosis or trace; `undefined` when it is not held any more. */
  rawObservation(id: string, key: string): Promise<RawObservation | undefined>;
  /** Ends every run and the session, and resolves when everything that they created is taken away. */
  shutDown(): Promise<void>;
  /** A text was opened or edited; its diagnostics come as `manifestDiagnostics`. */
  showManifest(manifest: ManifestText): Promise<void>;
  closeManifest(uri: string): Promise<void>;
  /** What lies beside the open texts of a folder; an empty list forgets the folder. */
  setManifestCompanions(folder: string, companions: readonly ManifestCompanion[]): Promise<void>;
  /** `undefined` where there is nothing to say, and while no cluster is connected. */
  hoverManifest(uri: string, version: number, offset: number): Promise<ManifestHover | undefined>;
  /** The Services that a position of a text is about, the nearest sense only. */
  servicesInManifest(uri: string, version: number, offset: number): Promise<readonly ObjectReference[]>;
}

/** What the engine tells the extension unasked. */
export interface EngineEvents {
  sessionChanged(state: SessionState): void;
  /** Children of these tree items changed (`undefined` in the list: the root's). At most one message every 100 ms. */
  treeChanged(ids: (string | undefined)[]): void;
  diagnosisProgress(id: string, diagnosis: Diagnosis): void;
  traceProgress(id: string, trace: ServiceTrace): void;
  map(message: MapMessage): void;
  /**
   * Asks the user whether something may be created; the only event with an answer.
   * @param question names it while it is open
   */
  consent(question: string, request: ConsentRequest): Promise<ConsentAnswer>;
  /** The run that asked has ended: the question is closed, and its answer is of no interest. */
  consentWithdrawn(question: string): void;
  /** All diagnostics of one version of a text, in place of those before. */
  manifestDiagnostics(uri: string, version: number, diagnostics: readonly ManifestDiagnostic[]): void;
  /** One command that was run on the cluster, as a person would type it. */
  commandRun(line: string): void;
  /** What the engine is at now; without an activity when that has ended. */
  working(activity?: EngineActivity): void;
  log(level: 'info' | 'warn', line: string): void;
}
