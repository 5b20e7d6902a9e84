/**
 * Output of one stream in one piece of memory, put together at its end: a character may be cut between two messages, and a million
 * messages of one byte are to take no more than a million bytes.
 */
export class ExecOutput {
  #bytes = Buffer.alloc(4096);
  size = 0;

  add(chunk: Uint8Array): void {
    const needed = this.size + chunk.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.size);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.size);
    this.size = needed;
  }

  text(): string {
    return this.#bytes.toString('utf8', 0, this.size);
  }
}
