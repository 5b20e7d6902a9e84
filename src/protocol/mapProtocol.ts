import type { ObjectReference } from '../core/model/reference.ts';
import type { FoldedNode } from '../core/topology/foldTopology.ts';
import type { TopologyEdge } from '../core/topology/topology.ts';
import type { ConnectionProblem } from '../core/model/connection.ts';

/** What the map shows: acts before anything is placed or sent. */
export interface MapFilter {
  /** Words that must occur in a thing's name or namespace; '' shows all. */
  readonly text: string;
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

/** What the map webview tells the extension. */
export type MapRequest =
  | { readonly type: 'ready'; readonly filter: MapFilter }
  | { readonly type: 'filter'; readonly filter: MapFilter }
  | { readonly type: 'drawn'; readonly epoch: number; readonly sequence: number }
  | { readonly type: 'command'; readonly command: MapCommand; readonly reference: ObjectReference };

/** Actions of the inspector and of the map's context menu (data-vscode-context carries the same reference). */
export type MapCommand = 'trace' | 'diagnose-from' | 'diagnose-to' | 'show-in-tree';
