import type { ObjectReference } from '../core/model/reference.ts';
import type { FoldedNode } from '../core/topology/foldTopology.ts';
import type { TopologyEdge } from '../core/topology/topology.ts';
import type { TopologyState } from '../core/model/topologyState.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';

/**
 * What the marks and lines of the map stand for. `services`: who routes to whom. `nodes`: who runs where. `policies`: who is
 * isolated, and around a subject who may reach whom.
 */
export type MapLens = 'services' | 'nodes' | 'policies';

/** What the map shows: acts before anything is placed or sent. */
export interface MapFilter {
  readonly lens: MapLens;
  /** A search as {@link ../core/topology/filter/parseFilter.ts} reads it; '' shows all. */
  readonly text: string;
  /** The thing whose reach the lens `policies` draws: an id of a mark. */
  readonly subject?: string;
  /** Ids of groups that are unfolded (workloads and namespaces) or, with a leading `-`, folded by hand. */
  readonly unfolded: readonly string[];
}

/** The line above the map, and what stands in its place when there is nothing to draw. */
export interface MapStatus {
  readonly context: string;
  /** `3 namespaces · 14 Services · 17 pods`, `showing 37 groups of 20 000 pods`. */
  readonly contents: string;
  /** `complete`, `pods: forbidden (…)`. */
  readonly coverage: string;
  readonly freshness: 'live' | 'stale' | 'recorded' | 'connecting' | 'failed';
  /** RFC 3339. */
  readonly asOf?: string;
  /** Why nothing is drawn, when nothing is. `busy` while that can still change by itself. */
  readonly blank?: { readonly title: string; readonly advice: string; readonly busy: boolean };
  readonly problem?: ConnectionProblem;
  /** What of the search cannot be understood, in words; absent when all of it can. */
  readonly searchProblems?: readonly string[];
}

/** A drawn thing with the reference that its actions need; a mark that stands for no single object has none. */
export interface MapMark extends FoldedNode {
  readonly reference?: ObjectReference;
}

/**
 * The whole scene (`sequence` 0) or what changed since the message before. One message is unacknowledged at most; what
 * happens meanwhile is coalesced into the next.
 */
export interface MapMessage {
  readonly epoch: number;
  readonly sequence: number;
  readonly status: MapStatus;
  readonly whole: boolean;
  readonly marks: readonly MapMark[];
  readonly edges: readonly TopologyEdge[];
  readonly removedMarks: readonly string[];
  readonly removedEdges: readonly string[];
}

/** Asks the map to select a thing and to bring it into view; `id` is a formatted reference. */
export interface MapReveal {
  readonly type: 'reveal';
  readonly id: string;
}

/** One line of what the inspector knows of a thing: `Selector` `app=web`, `Node` `n1`. */
export interface MapFact {
  readonly label: string;
  readonly value: string;
  /** The thing on the map that the value names. */
  readonly id?: string;
}

/** What the inspector shows beside the mark itself; asked for when a thing is selected and when its mark changes. */
export interface MapDetails {
  readonly id: string;
  readonly facts: readonly MapFact[];
  /** Newest first: what the cluster itself reported (Events) and what was changed, with who changed it. */
  readonly history: readonly {
    readonly time: string;
    readonly title: string;
    readonly detail: string;
    readonly state: TopologyState;
  }[];
}

/** The answer to a request for details. */
export interface MapDetailsMessage {
  readonly type: 'details';
  readonly details: MapDetails;
}

/** The extension asks the page for what it draws now, as a file of its own; answered by `drawing`. */
export interface MapDrawingRequest {
  readonly type: 'draw-file';
}

/** Asks the map to show one lens, and in the lens `policies` the reach of one thing. */
export interface MapShow {
  readonly type: 'show';
  readonly lens: MapLens;
  readonly subject?: string;
}

/** What the extension tells the map webview. */
export type MapEvent = MapMessage | MapReveal | MapDetailsMessage | MapDrawingRequest | MapShow;

/** Formats in which the map leaves the program. */
export type MapFormat = 'mermaid' | 'svg' | 'json';

/** What the map webview tells the extension. */
export type MapRequest =
  | { readonly type: 'ready'; readonly filter: MapFilter }
  | { readonly type: 'filter'; readonly filter: MapFilter }
  | { readonly type: 'drawn'; readonly epoch: number; readonly sequence: number }
  | { readonly type: 'inspect'; readonly id: string }
  /** `ids`: the selection, which is exported with what is on its paths; absent for all that is drawn. */
  | {
      readonly type: 'export';
      readonly format: MapFormat;
      readonly to: 'clipboard' | 'file';
      readonly ids?: readonly string[];
    }
  /** A whole SVG document, colours and fonts included. */
  | { readonly type: 'drawing'; readonly svg: string }
  | { readonly type: 'command'; readonly command: MapCommand; readonly reference: ObjectReference };

/** Actions of the inspector and of the map's context menu (data-vscode-context carries the same reference). */
export type MapCommand =
  'trace' | 'diagnose-from' | 'diagnose-to' | 'show-in-tree' | 'open-yaml' | 'who-can-reach' | 'what-changed';
