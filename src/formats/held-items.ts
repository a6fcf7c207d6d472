/** UTF-16 units of JSON that are held of one file. */
const MOST_UNITS = 8 * 1024 * 1024;

/**
 * Items that can't be given yet, because what explains them comes after them. They are held as JSON, which takes a
 * fraction of the memory and keeps no piece of the file alive. When they are too many, all are let go, and the file has
 * to be read again.
 */
export class HeldItems<Item> {
  #items: string[] | null = [];
  #units = 0;

  /** Some were let go: none is held any more, and none will be. */
  get overflown(): boolean {
    return this.#items === null;
  }

  hold(item: Item): void {
    if (!this.#items) return;
    const json = JSON.stringify(item);
    this.#units += json.length;
    if (this.#units > MOST_UNITS) this.#items = null;
    else this.#items.push(json);
  }

  /** Gives all that are held, in order, and holds them no longer. */
  *release(): Generator<Item> {
    const items = this.#items ?? [];
    if (this.#items) this.#items = [];
    this.#units = 0;
    for (const json of items) {
      const item: Item = JSON.parse(json);
      yield item;
    }
  }
}
