const BITS = 5;
const MASK = (1 << BITS) - 1;
const HASH_BITS = 30;

/** Keys whose whole hash is the same are a chain. */
type Leaf<V> = {
  readonly hash: number;
  readonly key: string;
  readonly value: V;
  readonly next: Leaf<V> | undefined;
};
type Branch<V> = readonly (Slot<V> | undefined)[];
type Slot<V> = Leaf<V> | Branch<V>;

/**
 * An immutable map with string keys and structural sharing (a hash array mapped trie): `set`
 * and `delete` copy one path, so their cost does not grow with the number of entries in any way one
 * can measure. Iteration gives `[key, value]`, in no order that one may rely on.
 */
export class PersistentMap<V> implements Iterable<readonly [string, V]> {
  static readonly #empty = new PersistentMap<never>(0, undefined);
  readonly size: number;
  readonly #root: Slot<V> | undefined;

  private constructor(size: number, root: Slot<V> | undefined) {
    this.size = size;
    this.#root = root;
  }

  static empty<V>(): PersistentMap<V> {
    return PersistentMap.#empty;
  }

  get(key: string): V | undefined {
    return this.#leaf(key)?.value;
  }

  has(key: string): boolean {
    return this.#leaf(key) !== undefined;
  }

  set(key: string, value: V): PersistentMap<V> {
    const size = this.has(key) ? this.size : this.size + 1;
    const leaf = { hash: hashOf(key), key, value, next: undefined };
    return new PersistentMap(size, place(this.#root, 0, leaf));
  }

  /** The map without `key`; the same map if it has none. */
  delete(key: string): PersistentMap<V> {
    if (!this.has(key)) return this;
    return new PersistentMap(this.size - 1, without(this.#root, 0, hashOf(key), key));
  }

  [Symbol.iterator](): Iterator<readonly [string, V]> {
    return entriesOf(this.#root);
  }

  #leaf(key: string): Leaf<V> | undefined {
    const hash = hashOf(key);
    let slot = this.#root;
    for (let shift = 0; isBranch(slot); shift += BITS) slot = slot[(hash >>> shift) & MASK];
    let leaf = slot?.hash === hash ? slot : undefined;
    while (leaf !== undefined && leaf.key !== key) leaf = leaf.next;
    return leaf;
  }
}

function isBranch<V>(slot: Slot<V> | undefined): slot is Branch<V> {
  return Array.isArray(slot);
}

function place<V>(slot: Slot<V> | undefined, shift: number, added: Leaf<V>): Slot<V> {
  if (slot === undefined) return added;
  if (!isBranch(slot)) {
    if (slot.hash === added.hash) return { ...added, next: withoutKey(slot, added.key) };
    return place(place([], shift, slot), shift, added);
  }
  const index = (added.hash >>> shift) & MASK;
  const branch: (Slot<V> | undefined)[] = slot.slice();
  branch[index] = place(branch[index], shift + BITS, added);
  return branch;
}

/** A branch that is left with one leaf becomes that leaf: a map is no deeper than its keys need. */
function without<V>(
  slot: Slot<V> | undefined,
  shift: number,
  hash: number,
  key: string,
): Slot<V> | undefined {
  if (!isBranch(slot)) return withoutKey(slot, key);
  const index = (hash >>> shift) & MASK;
  const branch: (Slot<V> | undefined)[] = slot.slice();
  branch[index] = without(branch[index], shift + BITS, hash, key);
  const kept = branch.filter((other) => other !== undefined);
  return kept.length > 1 || isBranch(kept[0]) ? branch : kept[0];
}

/** Not by recursion: whoever chooses the keys can make a chain as long as they like. */
function withoutKey<V>(chain: Leaf<V> | undefined, key: string): Leaf<V> | undefined {
  let kept: Leaf<V> | undefined;
  for (let leaf = chain; leaf !== undefined; leaf = leaf.next) {
    if (leaf.key !== key) kept = { ...leaf, next: kept };
  }
  return kept;
}

function* entriesOf<V>(slot: Slot<V> | undefined): Generator<readonly [string, V]> {
  if (isBranch(slot)) for (const inner of slot) yield* entriesOf<V>(inner);
  else for (let leaf = slot; leaf !== undefined; leaf = leaf.next) yield [leaf.key, leaf.value];
}

/** FNV-1a, folded to 30 bits: six levels of five. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> HASH_BITS) ^ hash) & ((1 << HASH_BITS) - 1);
}
