/** Something to be ended once. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns disposables: they end with it, the last one first. What is added after its end is ended at once. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  /** Takes ownership of `item` and returns it. */
  add<Item extends Disposable>(item: Item): Item {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Ends everything. One that throws does not keep the others from ending; its error is thrown afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of [...this.#items].reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items.clear();
    if (errors.length > 0) throw new AggregateError(errors, 'Some disposables could not be disposed');
  }
}
