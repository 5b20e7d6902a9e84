import { integer, list, object, oneOf, optional, text, timestamp } from './shape.ts';
import { coverageShape } from './coverageShape.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';
import type { Timestamp } from '../model/timestamp.ts';
import { formatReference, parseReference } from '../model/reference.ts';
import type { TopologyState } from '../model/topologyState.ts';
import type { NetworkChange } from '../changes/networkChange.ts';
import type { RecentChanges } from '../changes/recentChanges.ts';

/** A change as it leaves the program: in a case file, and in schemas/changes.v1.json. */
export interface ChangeDocument {
  readonly time: Timestamp;
  /** A formatted reference. */
  readonly object: string;
  readonly title: string;
  readonly detail: string;
  readonly manager?: string;
  readonly state: TopologyState;
}

/** What changed lately (schemas/changes.v1.json). */
export interface ChangesDocument {
  readonly schema: 'podpath/changes/v1';
  readonly asOf: Timestamp;
  readonly context: string;
  readonly since: Timestamp;
  readonly watchedSince?: Timestamp;
  readonly changes: readonly ChangeDocument[];
  readonly leftOut: number;
  /** Changes of what was not listed are not seen. */
  readonly coverage?: DocumentCoverage;
}

export const changeShape = object<ChangeDocument>(
  {
    time: timestamp('When it was written, where the object tells it; else when it was seen.'),
    object: text('A reference: what it is about.'),
    title: text(),
    detail: text('Field: before → after, in short.'),
    manager: optional(text('The field manager that wrote it.')),
    state: oneOf(['ok', 'warning', 'error', 'unknown', 'inactive']),
  },
  'One thing that changed in the network of a cluster, in words.',
);

export const changesShape = object<ChangesDocument>(
  {
    schema: oneOf(['podpath/changes/v1']),
    asOf: timestamp('When it was asked.'),
    context: text('The kubeconfig context, or the name of the file it was made from.'),
    since: timestamp('Nothing before it is told.'),
    watchedSince: optional(
      timestamp('From here on changes were watched; before it only the last write of each object is known.'),
    ),
    changes: list(changeShape, 'Newest first.'),
    leftOut: integer(0, Number.MAX_SAFE_INTEGER, 'Older ones that were seen and are not kept.'),
    coverage: optional(coverageShape),
  },
  'What changed lately in the network of a cluster, and who wrote it.',
);

/** A change as plain data that leaves the program. */
export function toChangeDocument({ reference, ...rest }: NetworkChange): ChangeDocument {
  return { ...rest, object: formatReference(reference) };
}

/** A change that was read; `undefined` when its object is none that is known. */
export function fromChangeDocument({ object: id, ...rest }: ChangeDocument): NetworkChange | undefined {
  const reference = parseReference(id, '');
  return reference === undefined ? undefined : { ...rest, reference };
}

/** What changed, as the document that leaves the program. */
export function changesDocument(
  context: string,
  recent: RecentChanges,
  coverage?: DocumentCoverage,
): ChangesDocument {
  const { asOf, since, watchedSince, changes, leftOut } = recent;
  return {
    schema: 'podpath/changes/v1',
    asOf,
    context,
    since,
    ...(watchedSince === undefined ? {} : { watchedSince }),
    changes: changes.map(toChangeDocument),
    leftOut,
    ...(coverage === undefined ? {} : { coverage }),
  };
}
