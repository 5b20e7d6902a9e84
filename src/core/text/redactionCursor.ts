import { isBlank, restOfLine } from './secretPatterns.ts';

const removed = '[removed]';

/** A place that moves through a text from its beginning to its end, and what is removed on the way. */
export class RedactionCursor {
  protected readonly text: string;
  protected at = 0;
  readonly #parts: string[] = [];
  /** What is before it has been copied or removed. */
  #copied = 0;
  /** For each text that was searched for: from where, and where it is next (-1: nowhere). */
  readonly #found = new Map<string, readonly [from: number, at: number]>();

  constructor(text: string) {
    this.text = text;
  }

  protected result(): string {
    return this.#copied === 0 ? this.text : this.#parts.join('') + this.text.slice(this.#copied);
  }

  protected match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  /** Removes a stretch, and goes on behind it. */
  protected remove(start: number, end: number): void {
    if (this.text.startsWith(removed, start)) {
      this.at = start + removed.length;
      return;
    }
    this.#parts.push(this.text.slice(this.#copied, start), removed);
    this.#copied = end;
    this.at = end;
  }

  /** Where a text comes next; each stretch is searched once. */
  protected find(text: string, from: number): number {
    const known = this.#found.get(text);
    if (known !== undefined && known[0] <= from && (known[1] >= from || known[1] === -1)) return known[1];
    const at = this.text.indexOf(text, from);
    this.#found.set(text, [from, at]);
    return at;
  }

  protected afterBlanks(at: number): number {
    while (isBlank(this.text[at])) at += 1;
    return at;
  }

  /** Where quotes are closed; of those that are not the end of the line. */
  protected closing(quote: string, from: number): number {
    let end = this.find(quote, from);
    while (end !== -1 && quote === '"' && this.#isEscaped(end)) end = this.find(quote, end + 1);
    if (end !== -1) return end;
    return from + this.match(restOfLine, from).length;
  }

  #isEscaped(at: number): boolean {
    let backslashes = 0;
    while (this.text[at - 1 - backslashes] === '\\') backslashes += 1;
    return backslashes % 2 === 1;
  }
}
