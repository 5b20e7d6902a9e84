import { isRecord, readRecord, readText } from '../core/model/readField.ts';

/** By what a collection knows an object again. */
export function keyOfRaw(raw: unknown): string {
  const metadata = readRecord(isRecord(raw) ? raw : {}, 'metadata');
  return `${readText(metadata, 'namespace') ?? ''}/${readText(metadata, 'name') ?? ''}`;
}

/** Objects that are there and cannot be read at all: while there are any, the absence of an object means nothing. */
export class UnreadableObjects {
  readonly #reasons = new Map<string, string>();

  get count(): number {
    return this.#reasons.size;
  }

  /** In words; absent when everything can be read. */
  reason(): string | undefined {
    const [first] = this.#reasons.values();
    if (first === undefined) return undefined;
    const { size } = this.#reasons;
    return size === 1
      ? `1 object could not be read: ${first}`
      : `${size} objects could not be read, the first: ${first}`;
  }

  /** @param errors why it cannot be read */
  add(raw: unknown, errors: readonly string[]): void {
    const key = keyOfRaw(raw);
    // Without a name no later event can be about it: such an object stays until the next list.
    this.#reasons.set(key === '/' ? `${key}${this.#reasons.size}` : key, errors[0] ?? '');
  }

  /** It is gone, or can be read again. */
  remove(raw: unknown): void {
    if (this.#reasons.size > 0) this.#reasons.delete(keyOfRaw(raw));
  }
}
