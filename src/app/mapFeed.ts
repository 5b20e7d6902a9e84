import { parseReference } from '../core/model/reference.ts';
import { buildTopology } from '../core/topology/buildTopology.ts';
import { diffById } from '../core/topology/diffTopology.ts';
import { filterTopology } from '../core/topology/filterTopology.ts';
import {
  type FoldedNode,
  type FoldedTopology,
  defaultMarkLimit,
  foldTopology,
} from '../core/topology/foldTopology.ts';
import type { FoldLevel } from '../core/topology/planFolding.ts';
import type { TopologyEdge } from '../core/topology/topology.ts';
import type { MapDetails, MapFilter, MapMark, MapMessage, MapStatus } from '../protocol/mapProtocol.ts';
import { mapDocument } from '../core/report/mapDocument.ts';
import { renderMapMermaid } from '../core/report/mapMermaid.ts';
import { type MapSource, mapStatus } from './mapStatus.ts';

interface MapFeedOptions {
  /** The session and its snapshot as they are now. */
  readonly current: () => MapSource;
  readonly send: (message: MapMessage) => void;
  readonly markLimit?: number;
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

const nothing: Pick<FoldedTopology, 'marks' | 'edges' | 'contents'> = {
  marks: new Map(),
  edges: new Map(),
  contents: '',
};

function toMark(node: FoldedNode): MapMark {
  const named = node.kind !== 'external' && node.objectKind !== 'Rest';
  const reference = named ? parseReference(node.id, '') : undefined;
  return reference === undefined ? node : { ...node, reference };
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
    if (filter.text !== this.#filter?.text) this.#level = undefined;
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

  /** What the inspector shows of a thing. */
  details(_id: string): MapDetails | undefined {
    return undefined;
  }

  /** What is shown now, as a document. */
  document(format: 'mermaid' | 'json', _ids?: readonly string[]): string {
    const { snapshot } = this.#options.current();
    if (snapshot === undefined) return '';
    const topology = buildTopology(snapshot);
    return format === 'json'
      ? `${JSON.stringify(mapDocument(snapshot, topology), null, 2)}\n`
      : renderMapMermaid(snapshot.context, topology);
  }

  #fold({ snapshot }: MapSource, filter: MapFilter): Pick<FoldedTopology, 'marks' | 'edges' | 'contents'> {
    if (snapshot === undefined) return nothing;
    const folded = foldTopology(filterTopology(buildTopology(snapshot), filter.text), {
      unfolded: filter.unfolded,
      markLimit: this.#options.markLimit ?? defaultMarkLimit,
      ...(this.#level === undefined ? {} : { previousLevel: this.#level }),
    });
    this.#level = folded.level;
    // Namespaces alone, all of them empty, are not worth a picture: the words for an empty cluster are.
    const empty = [...folded.marks.values()].every(
      ({ kind, canUnfold }) => kind === 'namespace' && !canUnfold,
    );
    return empty ? nothing : folded;
  }

  #send(source: MapSource, filter: MapFilter, before: SentScene | undefined): void {
    const folded = this.#fold(source, filter);
    const marks = new Map<string, MapMark>();
    for (const node of folded.marks.values()) marks.set(node.id, toMark(node));
    const { edges } = folded;
    const status = mapStatus(source, filter, folded.contents, marks.size === 0);
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
