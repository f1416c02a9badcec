const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Node<T> = readonly (Node<T> | T)[];

/**
 * An immutable list with structural sharing: `push` and `set` copy one path of a tree of width 32,
 * so that one more entry costs the same in a conversation of ten messages as in one of 100,000.
 */
export class PersistentList<T> implements Iterable<T> {
  static readonly #empty = new PersistentList<never>(0, BITS, []);
  readonly length: number;
  readonly #shift: number;
  readonly #root: Node<T>;

  private constructor(length: number, shift: number, root: Node<T>) {
    this.length = length;
    this.#shift = shift;
    this.#root = root;
  }

  static empty<T>(): PersistentList<T> {
    return PersistentList.#empty;
  }

  static from<T>(items: Iterable<T>): PersistentList<T> {
    let list = PersistentList.empty<T>();
    for (const item of items) list = list.push(item);
    return list;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    let node = this.#root;
    for (let shift = this.#shift; shift > 0; shift -= BITS) {
      node = node[(index >>> shift) & MASK] as Node<T>;
    }
    return node[index & MASK] as T;
  }

  push(item: T): PersistentList<T> {
    const full = this.length === 1 << (this.#shift + BITS);
    const shift = full ? this.#shift + BITS : this.#shift;
    const root = full ? [this.#root] : this.#root;
    return new PersistentList(this.length + 1, shift, put(root, shift, this.length, item));
  }

  /** @throws RangeError when there is no entry at `index`. */
  set(index: number, item: T): PersistentList<T> {
    if (index < 0 || index >= this.length) throw new RangeError(`No entry at ${index}.`);
    return new PersistentList(this.length, this.#shift, put(this.#root, this.#shift, index, item));
  }

  /** The entries from `start` (inclusive, from the end when negative) to the end. */
  slice(start: number): T[] {
    const from = Math.max(0, start < 0 ? this.length + start : start);
    const items: T[] = [];
    for (let index = from; index < this.length; index++) items.push(this.at(index) as T);
    return items;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as T;
  }
}

function put<T>(node: Node<T> | undefined, shift: number, index: number, item: T): Node<T> {
  const copy = node === undefined ? [] : node.slice();
  const slot = (index >>> shift) & MASK;
  copy[slot] = shift === 0 ? item : put(copy[slot] as Node<T> | undefined, shift - BITS, index, item);
  return copy;
}
