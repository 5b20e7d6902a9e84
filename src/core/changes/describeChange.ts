import type { Timestamp } from '../model/timestamp.ts';
import {
  type ChangeField,
  type ChangeKind,
  type ChangeableObject,
  type NetworkChange,
  timeOf,
} from './networkChange.ts';

/** Characters of the items of one side that are shown; who wants all of a policy opens it. */
const mostCharacters = 160;

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}

/** What one list has and the other lacks, each item as often as it is there. */
function without(items: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return items.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

interface FieldDifference {
  readonly label: string;
  /** '' when it has no words. */
  readonly text: string;
  readonly status: boolean;
}

/** `app=web → app=wbe`, `added 443/TCP`; what stayed is left out of lists. */
function describeDifference(removed: readonly string[], added: readonly string[]): string {
  if (removed.length <= 1 && added.length === 1)
    return `${cut(removed[0] ?? 'none')} → ${cut(added[0] ?? '')}`;
  if (added.length === 0) return `${cut(removed.join('; '))} removed`;
  if (removed.length === 0) return `${cut(added.join('; '))} added`;
  return `${cut(removed.join('; '))} → ${cut(added.join('; '))}`;
}

function compareField<Value>(
  field: ChangeField<Value>,
  before: Value,
  after: Value,
): FieldDifference | undefined {
  const [then, now] = [field.show(before), field.show(after)];
  const [removed, added] = [without(then, now), without(now, then)];
  if (removed.length + added.length === 0) return undefined;
  // Of a list that keeps items one new item is an addition; `none` is what a list without any becomes something from.
  const kept = then.length - removed.length > 0;
  const text =
    kept && removed.length === 0 ? `${cut(added.join('; '))} added` : describeDifference(removed, added);
  return { label: field.label, text: field.wordless === true ? '' : text, status: field.status === true };
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `shop/web`; `web` for what is in no namespace. */
export function nameOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** What the object is now, in short: the fields that have something to say. */
function describeFields<Value>(kind: ChangeKind<Value>, object: Value): string {
  return kind.fields
    .filter(({ status, wordless, detail }) => status !== true && wordless !== true && detail !== true)
    .flatMap(({ label, show }) => {
      const items = show(object);
      return items.length === 0 ? [] : [`${label}: ${cut(items.join('; '))}`];
    })
    .join(' · ');
}

/** Who wrote the object last and when, as fields of a change. */
function writtenBy(object: ChangeableObject, seen: Timestamp): Pick<NetworkChange, 'time' | 'manager'> {
  const { lastChange } = object;
  return {
    time: timeOf(lastChange, seen),
    ...(lastChange === undefined ? {} : { manager: lastChange.manager }),
  };
}

/**
 * What changed from one state of an object to another, as far as the network is concerned: `undefined` where that is
 * nothing, or where both are the same. One of them may be absent: it was created, or deleted.
 *
 * @param seen when Podpath saw it
 */
export function describeChange<Value extends ChangeableObject>(
  kind: ChangeKind<Value>,
  before: Value | undefined,
  after: Value | undefined,
  seen: Timestamp,
): NetworkChange | undefined {
  const object = after ?? before;
  if (object === undefined || before === after) return undefined;
  const reference = kind.referenceOf(object);
  const name = `${kind.title} ${nameOf(object)}`;
  if (after === undefined) {
    return {
      time: seen,
      reference,
      title: `${name} was deleted`,
      detail: describeFields(kind, object),
      state: 'inactive',
    };
  }
  if (before === undefined) {
    return {
      ...writtenBy(after, seen),
      reference,
      title: `${name} was created`,
      detail: describeFields(kind, after),
      state: 'inactive',
    };
  }
  const differences = kind.fields.flatMap((field) => compareField(field, before, after) ?? []);
  const again = before.uid !== after.uid;
  if (differences.length === 0 && !again) return undefined;
  const ofStatusOnly = !again && differences.every(({ status }) => status);
  const labels = joinWords(differences.map(({ label }) => label));
  const told = differences.filter(({ text }) => text !== '');
  return {
    ...(ofStatusOnly ? { time: seen } : writtenBy(after, seen)),
    reference,
    title: again ? `${name} was deleted and created again` : `${capitalize(labels)} of ${name} changed`,
    detail:
      differences.length === 1 && !again
        ? (told[0]?.text ?? '')
        : told.map(({ label, text }) => `${label}: ${text}`).join(' · '),
    state: 'inactive',
  };
}
