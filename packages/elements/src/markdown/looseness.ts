import type { List } from './block-tree.js';

/** Which lists have become loose or tight. While a line grows they may do so and go back with every character. */
export class Looseness {
  /** Whether they were tight. */
  readonly #before = new Map<List, boolean>();

  set(list: List, tight: boolean): void {
    if (!this.#before.has(list)) this.#before.set(list, list.tight);
    list.tight = tight;
  }

  /** The lists that are not what they were when this was called last. */
  takeChanged(): readonly List[] {
    const changed = [...this.#before].filter(([list, before]) => list.tight !== before);
    this.#before.clear();
    return changed.map(([list]) => list);
  }
}
