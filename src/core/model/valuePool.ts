import { sameValue } from './sameValue.ts';

/** Places for texts and for structures; a power of two. */
const places = 16_384;
/** From so many of the last characters of a text its place is found: names that are made in rows differ there. */
const hashedCharacters = 24;

/** Fields whose text is the object's own: nothing else in the cluster says the same. */
const ownTexts: ReadonlySet<string> = new Set([
  'name',
  'uid',
  'time',
  'lastSeen',
  'message',
  'deletionTimestamp',
]);
/** Fields whose object or list is the object's own, so that only what is inside may be shared. */
const ownStructures: ReadonlySet<string> = new Set([
  'podIPs',
  'endpoints',
  'addresses',
  'clusterIPs',
  'podCIDRs',
  'targetPod',
  'lastChange',
  'regarding',
]);

const noElements: readonly never[] = Object.freeze([]);

/** A number that finds a place, which is then looked at closely. */
function hashText(text: string, seed: number): number {
  let hash = seed ^ text.length;
  for (let index = Math.max(0, text.length - hashedCharacters); index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

function hashValue(value: unknown, seed: number): number {
  if (typeof value === 'string') return hashText(value, seed);
  if (typeof value === 'number') return Math.imul(seed ^ value, 0x85ebca6b);
  if (typeof value !== 'object' || value === null) return Math.imul(seed, 31) + (value === true ? 1 : 2);
  let hash = Math.imul(seed, 0x27d4eb2f);
  if (Array.isArray(value)) {
    for (const element of value) hash = hashValue(element, hash);
    return hash;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  // Not the names of the fields: what differs in them alone is rare, and told apart by a closer look.
  for (const key in fields) hash = hashValue(fields[key], hash);
  return hash;
}

/**
 * Lets the objects of a cluster share what they have in common: the pods of one workload have the same labels, conditions and
 * containers, and a thousand objects the same namespace. Each place remembers the last that was seen there, so the pool never
 * grows; what it has forgotten costs memory and nothing else. What it is given must be new and nobody else's: it is changed in
 * place where that spares a copy of each object of a cluster.
 */
export class ValuePool {
  readonly #texts: (string | undefined)[] = Array.from({ length: places });
  readonly #structures: unknown[] = Array.from({ length: places });

  /** The same text, in memory once. */
  text(text: string): string {
    const place = hashText(text, 17) & (places - 1);
    const known = this.#texts[place];
    if (known === text) return known;
    this.#texts[place] = text;
    return text;
  }

  /** A projected object that shares what it can. */
  object<Value extends object>(object: Value): Value {
    const fields = object as Record<string, unknown>;
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'string') {
        if (!ownTexts.has(key)) fields[key] = this.text(value);
      } else if (typeof value === 'object' && value !== null) {
        fields[key] = ownStructures.has(key) ? this.#own(value) : this.#shared(value);
      }
    }
    return object;
  }

  #own(value: object): unknown {
    if (!Array.isArray(value)) return this.object(value);
    if (value.length === 0) return noElements;
    // A new list, because one that grew element by element has room for more.
    return value.map((element: unknown) =>
      typeof element === 'object' && element !== null ? this.object(element) : element,
    );
  }

  /** A value that says the same, shared with whoever else had such a one. */
  #shared(value: object): unknown {
    if (Array.isArray(value) && value.length === 0) return noElements;
    const place = hashValue(value, 17) & (places - 1);
    const known = this.#structures[place];
    if (sameValue(known, value)) return known;
    const own = this.#withSharedInside(value);
    this.#structures[place] = own;
    return own;
  }

  #withSharedInside(value: object): unknown {
    if (Array.isArray(value)) return value.map((element: unknown) => this.#anyShared(element));
    const fields = value as Record<string, unknown>;
    for (const key in fields) {
      const inside = fields[key];
      const shared = this.#anyShared(inside);
      fields[key] = shared;
    }
    return value;
  }

  #anyShared(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    return typeof value === 'object' && value !== null ? this.#shared(value) : value;
  }
}
