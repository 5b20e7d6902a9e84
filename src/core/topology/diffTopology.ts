/** What turns one keyed collection into another. */
export interface Difference<Item> {
  /** New or changed. */
  readonly upserted: readonly Item[];
  /** Keys that are gone. */
  readonly removed: readonly string[];
}

function equalValues(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const entries = Object.entries(left);
  const others = new Map<string, unknown>(Object.entries(right));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && equalValues(value, others.get(key)))
  );
}

/** Compares two collections of plain data by key and content; what is the same object in both costs nothing. */
export function diffById<Item extends { readonly id: string }>(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
): Difference<Item> {
  const upserted: Item[] = [];
  for (const [id, item] of after) if (!equalValues(before.get(id), item)) upserted.push(item);
  const removed = [...before.keys()].filter((id) => !after.has(id));
  return { upserted, removed };
}

/** Applies a difference: `applyById(before, diffById(before, after))` equals `after`, apart from the order of keys. */
export function applyById<Item extends { readonly id: string }>(
  before: ReadonlyMap<string, Item>,
  { upserted, removed }: Difference<Item>,
): Map<string, Item> {
  const after = new Map(before);
  for (const id of removed) after.delete(id);
  for (const item of upserted) after.set(item.id, item);
  return after;
}
