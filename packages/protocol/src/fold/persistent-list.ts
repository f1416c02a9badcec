const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Node<T> = readonly (Node<T> | T)[];

/** A tree of width 32 that grows at its end; `shift` is the number of bits that its root skips. */
type Tree<T> = { readonly length: number; readonly shift: number; readonly root: Node<T> };

const EMPTY_TREE: Tree<never> = { length: 0, shift: 0, root: [] };

/**
 * An immutable list with structural sharing that grows at both ends. `push`, `prepend` and `set`
 * copy one path of a tree of width 32, so that one more entry costs the same in a conversation of
 * ten messages as in one of 100,000.
 *
 * An entry has a **position** that stays when others come before or behind it: 0 for the first that
 * was pushed, rising with each push; -1 for the first that was prepended, falling with each
 * prepend. An **index** counts from the front as in an array, and moves with each prepend. The two
 * are the same as long as nothing was prepended.
 */
export class PersistentList<T> implements Iterable<T> {
  static readonly #empty = new PersistentList<never>(EMPTY_TREE, EMPTY_TREE);
  /** The entries before position 0, the nearest first. */
  readonly #before: Tree<T>;
  readonly #behind: Tree<T>;

  private constructor(before: Tree<T>, behind: Tree<T>) {
    this.#before = before;
    this.#behind = behind;
  }

  static empty<T>(): PersistentList<T> {
    return PersistentList.#empty;
  }

  /** A list whose first entry has the position 0. */
  static from<T>(items: Iterable<T>): PersistentList<T> {
    return PersistentList.empty<T>().pushAll(items);
  }

  get length(): number {
    return this.end - this.first;
  }

  /** The position of the first entry: 0 or below. In an empty list it equals `end`. */
  get first(): number {
    // Not a negation: that would make -0 of an empty tree.
    return 0 - this.#before.length;
  }

  /** The position that the next pushed entry gets; the last entry stands just before it. */
  get end(): number {
    return this.#behind.length;
  }

  /** The entry at an index from the front, from 0, or from the end when negative; `undefined` outside the list. */
  at(index: number): T | undefined {
    return this.get((index < 0 ? this.end : this.first) + index);
  }

  /** The entry at a position; `undefined` outside `first` to `end`. */
  get(position: number): T | undefined {
    return position < 0 ? read(this.#before, ~position) : read(this.#behind, position);
  }

  /**
   * The position of the first entry that `holds`, in a list where all entries behind such a one hold
   * too; `end` where none does. Only the logarithm of the entries is looked at.
   */
  firstWhere(holds: (item: T) => boolean): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.get(middle) as T)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  push(item: T): PersistentList<T> {
    return new PersistentList(this.#before, write(this.#behind, this.end, item));
  }

  /** Adds entries, in their order, behind all others. */
  pushAll(items: Iterable<T>): PersistentList<T> {
    if (this.end === 0) return new PersistentList(this.#before, treeOf([...items]));
    let behind = this.#behind;
    for (const item of items) behind = write(behind, behind.length, item);
    return new PersistentList(this.#before, behind);
  }

  /** Adds an entry before all others; it gets the position `first - 1`. */
  prepend(item: T): PersistentList<T> {
    return new PersistentList(write(this.#before, this.#before.length, item), this.#behind);
  }

  /** Adds a page of entries, in their order, before all others. */
  prependAll(items: Iterable<T>): PersistentList<T> {
    let before = this.#before;
    for (const item of [...items].reverse()) before = write(before, before.length, item);
    return new PersistentList(before, this.#behind);
  }

  /**
   * Replaces the entry at a position.
   *
   * @throws RangeError when there is none.
   */
  set(position: number, item: T): PersistentList<T> {
    if (!(position >= this.first && position < this.end)) {
      throw new RangeError(`No entry at ${position}.`);
    }
    return position < 0
      ? new PersistentList(write(this.#before, ~position, item), this.#behind)
      : new PersistentList(this.#before, write(this.#behind, position, item));
  }

  /** The entries before the position `end`, which is 0 or above. */
  truncate(end: number): PersistentList<T> {
    if (end >= this.end) return this;
    // What is beyond the length is never read, and overwritten by the next push.
    const behind = end === 0 ? EMPTY_TREE : { ...this.#behind, length: end };
    return new PersistentList<T>(this.#before, behind);
  }

  /**
   * A position before which the two lists hold the same: the first entry that differs where one was
   * made from the other by `push` and `set`, found without looking at every entry; their start when
   * entries were prepended to one of them.
   */
  firstDifference(other: PersistentList<T>): number {
    if (this.#before !== other.#before) return Math.min(this.first, other.first);
    return differenceOf(this.#behind, other.#behind);
  }

  /** The entries from the index `start` (inclusive, from the end when negative) to the end. */
  slice(start: number): T[] {
    const from = this.first + Math.max(0, start < 0 ? this.length + start : start);
    const items: T[] = [];
    for (let position = from; position < this.end; position++) items.push(this.get(position) as T);
    return items;
  }

  /** An array: to JSON a list is one. */
  toJSON(): T[] {
    return [...this];
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let position = this.first; position < this.end; position++) yield this.get(position) as T;
  }
}

/** All at once: nothing is copied that another list could share. */
function treeOf<T>(items: readonly T[]): Tree<T> {
  let nodes: Node<T> = items;
  let shift = 0;
  for (; nodes.length > WIDTH; shift += BITS) {
    const level: Node<T>[] = [];
    for (let from = 0; from < nodes.length; from += WIDTH) level.push(nodes.slice(from, from + WIDTH));
    nodes = level;
  }
  return { length: items.length, shift, root: nodes };
}

function read<T>(tree: Tree<T>, index: number): T | undefined {
  if (index >= tree.length) return undefined;
  let node = tree.root;
  for (let shift = tree.shift; shift > 0; shift -= BITS) {
    node = node[(index >>> shift) & MASK] as Node<T>;
  }
  return node[index & MASK] as T;
}

function differenceOf<T>(a: Tree<T>, b: Tree<T>): number {
  if (a.shift < b.shift) return differenceOf(b, a);
  // The taller tree holds in its first branch what the other one may share with it.
  let left = a.root;
  for (let { shift } = a; shift > b.shift; shift -= BITS) left = (left[0] ?? []) as Node<T>;
  return Math.min(a.length, b.length, slotDifference(left, b.root, b.shift, 0));
}

function slotDifference<T>(a: Node<T>, b: Node<T>, shift: number, from: number): number {
  const length = Math.min(a.length, b.length);
  for (let slot = 0; slot < length; slot++) {
    if (a[slot] === b[slot]) continue;
    const at = from + slot * (1 << shift);
    return shift === 0 ? at : slotDifference(a[slot] as Node<T>, b[slot] as Node<T>, shift - BITS, at);
  }
  return from + length * (1 << shift);
}

/** Replaces the entry at `index`, or adds one where `index` is the length. */
function write<T>(tree: Tree<T>, index: number, item: T): Tree<T> {
  const full = index === 1 << (tree.shift + BITS);
  const shift = full ? tree.shift + BITS : tree.shift;
  const root = put(full ? [tree.root] : tree.root, shift, index, item);
  return { length: Math.max(tree.length, index + 1), shift, root };
}

function put<T>(node: Node<T>, shift: number, index: number, item: T): Node<T> {
  const slot = (index >>> shift) & MASK;
  const inner = shift === 0 ? item : put((node[slot] ?? []) as Node<T>, shift - BITS, index, item);
  // A copy that is written behind its end would keep room for as many entries again.
  return node.toSpliced(slot, 1, inner);
}
