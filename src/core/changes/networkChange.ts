import type { LastChange } from '../model/lastChange.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { ObjectReference } from '../model/reference.ts';
import type { TopologyState } from '../model/topologyState.ts';

/** One thing that changed in the network of a cluster, in words. */
export interface NetworkChange {
  /** When it was written, where the object tells it; else when Podpath saw it. */
  readonly time: Timestamp;
  /** What it is about; a change of endpoints is about their Service. */
  readonly reference: ObjectReference;
  /** `Selector of Service shop/web changed`. */
  readonly title: string;
  /** Field: before → after, in short; '' where the title says all. */
  readonly detail: string;
  /** Who wrote it (the field manager); absent where the API does not tell: deletions, and what controllers put into a status. */
  readonly manager?: string;
  /** `error` and `warning` where it took endpoints away, `ok` where it brought them back, else `inactive`. */
  readonly state: TopologyState;
}

/** Something of an object that matters to the network. */
export interface ChangeField<Value> {
  /** Lower case, plural where it is a list: `selector`, `ports`. */
  readonly label: string;
  /** What is there, each item in words; the order means nothing. Two objects differ in the field when these differ. */
  readonly show: (object: Value) => readonly string[];
  /** Put there by a controller: the last writer of the object is not who changed it. */
  readonly status?: true;
  /** Has a usual value: not worth telling of what was created or deleted. */
  readonly detail?: true;
  /** The items tell changes apart and nothing to people. */
  readonly wordless?: true;
}

/** What is looked at in objects of one kind. */
export interface ChangeKind<Value> {
  /** As the API spells it. */
  readonly title: string;
  readonly referenceOf: (object: Value) => ObjectReference;
  readonly fields: readonly ChangeField<Value>[];
}

/** An object as far as every kind has it. */
export interface ChangeableObject {
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly lastChange?: LastChange;
}

/**
 * When something happened: the time of the write, unless the clock of the API server is ahead of ours, since nothing is
 * seen before it is written.
 */
export function timeOf(write: LastChange | undefined, seen: Timestamp): Timestamp {
  return write !== undefined && Date.parse(write.time) < Date.parse(seen) ? write.time : seen;
}
