import { sameValue } from './sameValue.ts';

/** Texts in a generation of the pool. Two of them are held at most; what is asked for again moves to the younger. */
const textsOfGeneration = 32_768;
/** Places for structures; a power of two. */
const places = 16_384;

/** Fields of objects whose value is the object's own: nothing else in the cluster says the same. */
const ownFields: ReadonlySet<string> = new Set([
  'name',
  'uid',
  'time',
  'lastSeen',
  'message',
  'deletionTimestamp',
]);
/** Lists of what is the object's own, such as addresses; their elements are looked into. */
const ownLists: ReadonlySet<string> = new Set(['podIPs', 'endpoints', 'addresses', 'clusterIPs', 'podCIDRs']);

/** A number from a few characters of a text: enough to find a place, which is then looked at closely. */
function hashText(text: string, seed: number): number {
  const { length } = text;
  let hash = Math.imul(seed ^ length, 0x9e3779b1);
  const step = length > 12 ? Math.floor(length / 6) : 1;
  for (let index = length - 1; index >= 0; index -= step) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

function hashValue(value: unknown, seed: number): number {
  if (typeof value === 'string') return hashText(value, seed);
  if (typeof value === 'number') return Math.imul(seed ^ value, 0x85ebca6b);
  if (typeof value !== 'object' || value === null) return seed * 31 + (value === true ? 1 : 2);
  let hash = Math.imul(seed, 0xc2b2ae35);
  if (Array.isArray(value)) {
    for (const element of value) hash = hashValue(element, hash);
    return hash;
  }
  for (const key of Object.keys(value)) {
    hash = hashValue((value as Readonly<Record<string, unknown>>)[key], hashText(key, hash));
  }
  return hash;
}

/**
 * Lets the objects of a cluster share what they have in common: the pods of one workload have the same labels, conditions and
 * containers, and a thousand objects the same namespace. What it remembers is bounded, and forgetting costs memory alone:
 * a value that is not remembered is kept as it came.
 */
export class ValuePool {
  #young = new Map<string, string>();
  #old: ReadonlyMap<string, string> = new Map();
  /** One structure at each place: the last one that was seen there. */
  readonly #structures: unknown[] = Array.from({ length: places });

  /** The same text, in memory once. */
  text(text: string): string {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const known = this.#old.get(text) ?? text;
    if (this.#young.size >= textsOfGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(known, known);
    return known;
  }

  /** A value that says the same, shared with whoever else asked for such a one. Its inside is shared as a whole. */
  structure<Value>(value: Value): Value {
    if (typeof value === 'string') return this.text(value) as Value & string;
    if (typeof value !== 'object' || value === null) return value;
    const place = hashValue(value, 17) & (places - 1);
    const known = this.#structures[place];
    // The same keys and values, so it is of the same type.
    if (sameValue(known, value)) return known as Value;
    const own = this.#insideOf(value);
    this.#structures[place] = own;
    return own as Value;
  }

  /**
   * A projected object that shares what it can. It was made just now and nobody else has it: it is changed in place, which
   * spares a copy of each object of a cluster.
   */
  object<Value extends object>(object: Value): Value {
    const fields = object as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (typeof value === 'string') {
        if (!ownFields.has(key)) fields[key] = this.text(value);
      } else if (typeof value === 'object' && value !== null) {
        fields[key] = this.#field(key, value);
      }
    }
    return object;
  }

  #field(key: string, value: object): unknown {
    if (!ownLists.has(key)) return key === 'lastChange' ? this.object(value) : this.structure(value);
    const list = value as unknown[];
    if (list.length === 0) return this.structure(list);
    return list.map((element) =>
      typeof element === 'object' && element !== null ? this.object(element) : element,
    );
  }

  /** A copy whose texts are in memory once; used for what will be shared. */
  #insideOf(value: object): unknown {
    if (Array.isArray(value)) return value.map((element: unknown) => this.structure(element));
    return Object.fromEntries(
      Object.entries(value).map(([key, element]: [string, unknown]) => [key, this.structure(element)]),
    );
  }
}
