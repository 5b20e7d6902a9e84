import type { NetworkChange } from '../../core/changes/networkChange.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { type ObjectReference, parseReference } from '../../core/model/reference.ts';
import { mapDocument } from '../../core/documents/mapDocument.ts';
import { renderMapMermaid } from '../../core/report/mapMermaid.ts';
import { toJson } from '../../core/text/documentText.ts';
import { diffById } from '../../core/topology/diffTopology.ts';
import { objectDetails } from '../../core/topology/details/objectDetails.ts';
import { objectHistory } from '../../core/topology/details/objectHistory.ts';
import { aroundTopology, filterTopology } from '../../core/topology/filter/filterTopology.ts';
import { TopologyFilter } from '../../core/topology/filter/topologyFilter.ts';
import { flattenTopology } from '../../core/topology/flattenTopology.ts';
import {
  type FoldedNode,
  type FoldedTopology,
  defaultMarkLimit,
  foldTopology,
} from '../../core/topology/foldTopology.ts';
import { buildLens } from '../../core/topology/lenses/buildLens.ts';
import type { FoldLevel } from '../../core/topology/planFolding.ts';
import type { Topology, TopologyEdge } from '../../core/topology/topology.ts';
import type { MapDetails, MapFilter, MapMark, MapMessage, MapStatus } from '../../protocol/mapProtocol.ts';
import { type MapPicture, type MapSource, mapStatus } from './mapStatus.ts';

interface MapFeedOptions {
  /** The session and its snapshot as they are now. */
  readonly current: () => MapSource;
  readonly send: (message: MapMessage) => void;
  readonly markLimit?: number;
  /** What changed lately about one object, newest first. */
  readonly recentChanges?: (reference: ObjectReference) => readonly NetworkChange[];
}

/** What the map shows after the message that was sent last. */
interface SentScene {
  readonly epoch: number;
  readonly sequence: number;
  readonly marks: ReadonlyMap<string, MapMark>;
  readonly edges: ReadonlyMap<string, TopologyEdge>;
  readonly status: MapStatus;
  readonly acknowledged: boolean;
}

/** The object that a mark stands for. A workload in the frame of a node has the node before a #. */
function referenceOf(id: string): ObjectReference | undefined {
  return parseReference(id.slice(id.indexOf('#') + 1), '');
}

/** Marks with their references; what is drawn again unchanged is the same object. */
const referenced = new WeakMap<FoldedNode, MapMark>();

function toMark(node: FoldedNode): MapMark {
  const known = referenced.get(node);
  if (known !== undefined) return known;
  const named = node.kind !== 'external' && node.objectKind !== 'Rest';
  const reference = named ? referenceOf(node.id) : undefined;
  const mark = reference === undefined ? node : { ...node, reference };
  referenced.set(node, mark);
  return mark;
}

/** A graph with what a search leaves of it. */
interface Scene {
  readonly all: Topology;
  readonly left: Topology;
}

/** The age of data that is live is no news: only a change of anything else is worth a message. */
function sameStatus(left: MapStatus, right: MapStatus): boolean {
  const essence = ({ asOf, ...rest }: MapStatus): string =>
    JSON.stringify(rest.freshness === 'live' ? rest : { ...rest, asOf });
  return essence(left) === essence(right);
}

/**
 * Feeds one map: the whole scene first, then what changed. One message is unacknowledged at most; what happens meanwhile is
 * not queued, the next message goes straight to the latest state. Driven by calls alone: it has no timer.
 */
export class MapFeed {
  readonly #options: MapFeedOptions;
  #filter: MapFilter | undefined;
  #sent: SentScene | undefined;
  #level: FoldLevel | undefined;
  /** What is searched for: remembers what it said of things that are still the same. */
  #search = new TopologyFilter('');

  constructor(options: MapFeedOptions) {
    this.#options = options;
  }

  /** The map (re)appeared and knows nothing: sends the whole scene. */
  open(filter: MapFilter): void {
    this.#filter = filter;
    this.#sent = undefined;
    this.changed();
  }

  /** Shows something else of the same cluster; what stays is not sent again. Opens the feed if it was closed. */
  filter(filter: MapFilter): void {
    const before = this.#filter;
    if (filter.text !== before?.text || filter.lens !== before.lens || filter.subject !== before.subject)
      this.#level = undefined;
    this.#filter = filter;
    this.changed();
  }

  /** The map is gone: nothing is sent until it is opened again. */
  close(): void {
    this.#filter = undefined;
    this.#sent = undefined;
    this.#level = undefined;
  }

  /** Session or snapshot may have changed; sends what is new unless a message is still unacknowledged. */
  changed(): void {
    if (this.#filter === undefined) return;
    const source = this.#options.current();
    if (this.#sent !== undefined && this.#sent.epoch !== source.session.epoch) {
      this.#sent = undefined;
      this.#level = undefined;
    }
    if (this.#sent !== undefined && !this.#sent.acknowledged) return;
    this.#send(source, this.#filter, this.#sent);
  }

  /** The map has drawn this message; acknowledgements of messages that are void are ignored. */
  drawn(epoch: number, sequence: number): void {
    if (this.#sent?.epoch !== epoch || this.#sent.sequence !== sequence || this.#sent.acknowledged) return;
    this.#sent = { ...this.#sent, acknowledged: true };
    this.changed();
  }

  /** What the inspector shows of a thing, by the id of its mark; `undefined` of what is no object of the snapshot. */
  details(id: string): MapDetails | undefined {
    const { snapshot } = this.#options.current();
    const reference = referenceOf(id);
    if (snapshot === undefined || reference === undefined) return undefined;
    const known = objectDetails(snapshot, reference);
    if (known === undefined) return undefined;
    const changes = this.#options.recentChanges?.(reference) ?? [];
    return { id, facts: known.facts, history: objectHistory(snapshot, reference, known.lastChange, changes) };
  }

  /**
   * What is shown now, as a document: Mermaid folded as it is drawn, JSON down to single pods.
   * @param ids a selection, with what is on its paths; all that is shown when absent
   */
  document(format: 'mermaid' | 'json', ids?: readonly string[]): string {
    const { snapshot } = this.#options.current();
    if (snapshot === undefined) return '';
    const filter = this.#filter ?? { lens: 'services', text: '', unfolded: [] };
    const { left } = this.#scene(snapshot, filter);
    const topology = ids === undefined ? left : aroundTopology(left, new Set(ids));
    return format === 'json'
      ? `${toJson(mapDocument(snapshot, flattenTopology(topology)), 2)}\n`
      : renderMapMermaid(snapshot.context, topology, filter.unfolded);
  }

  #scene(snapshot: ClusterSnapshot, { lens, subject, text }: MapFilter): Scene {
    if (text !== this.#search.text) this.#search = new TopologyFilter(text);
    const all = buildLens(snapshot, { lens, ...(subject === undefined ? {} : { subject }) });
    return { all, left: filterTopology(all, this.#search) };
  }

  #picture({ snapshot }: MapSource, filter: MapFilter): MapPicture & { readonly folded?: FoldedTopology } {
    if (snapshot === undefined) return { search: this.#search };
    const { all, left } = this.#scene(snapshot, filter);
    const folded = foldTopology(left, {
      unfolded: filter.unfolded,
      markLimit: this.#options.markLimit ?? defaultMarkLimit,
      ...(this.#level === undefined ? {} : { previousLevel: this.#level }),
    });
    this.#level = folded.level;
    const search = this.#search;
    // Namespaces alone, all of them empty, are not worth a picture unless somebody looks for them.
    const empty = [...folded.marks.values()].every(
      ({ kind, canUnfold }) => kind === 'namespace' && !canUnfold,
    );
    if (empty && (search.isEmpty || folded.marks.size === 0)) return { search, all };
    return { search, all, contents: folded.contents, folded };
  }

  #send(source: MapSource, filter: MapFilter, before: SentScene | undefined): void {
    const { folded, ...picture } = this.#picture(source, filter);
    const marks = new Map<string, MapMark>();
    for (const node of folded?.marks.values() ?? []) marks.set(node.id, toMark(node));
    const edges = folded?.edges ?? new Map<string, TopologyEdge>();
    const status = mapStatus(source, filter, picture);
    const changedMarks = diffById(before?.marks ?? new Map<string, MapMark>(), marks);
    const changedEdges = diffById(before?.edges ?? new Map<string, TopologyEdge>(), edges);
    const changes = [changedMarks, changedEdges].some(
      ({ upserted, removed }) => upserted.length + removed.length > 0,
    );
    if (before !== undefined && !changes && sameStatus(before.status, status)) return;
    const { epoch } = source.session;
    const sequence = before === undefined ? 0 : before.sequence + 1;
    this.#sent = { epoch, sequence, marks, edges, status, acknowledged: false };
    this.#options.send({
      epoch,
      sequence,
      status,
      whole: before === undefined,
      marks: changedMarks.upserted,
      edges: changedEdges.upserted,
      removedMarks: changedMarks.removed,
      removedEdges: changedEdges.removed,
    });
  }
}
