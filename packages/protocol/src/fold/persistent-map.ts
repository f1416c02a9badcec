const BITS = 5;
const MASK = (1 << BITS) - 1;
const HASH_BITS = 30;

type Leaf<V> = { readonly key: string; readonly value: V };
/** A bucket holds the keys whose whole hash is the same. */
type Bucket<V> = { readonly hash: number; readonly leaves: readonly Leaf<V>[] };
type Branch<V> = { readonly slots: readonly (Slot<V> | undefined)[] };
type Slot<V> = Bucket<V> | Branch<V>;

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
    const bucket = { hash: hashOf(key), leaves: [{ key, value }] };
    return new PersistentMap(size, place(this.#root, 0, bucket));
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
    for (let shift = 0; slot !== undefined && 'slots' in slot; shift += BITS) {
      slot = slot.slots[(hash >>> shift) & MASK];
    }
    return slot?.hash === hash ? slot.leaves.find((leaf) => leaf.key === key) : undefined;
  }
}

function insert<V>(branch: Branch<V>, shift: number, added: Bucket<V>): Branch<V> {
  const index = (added.hash >>> shift) & MASK;
  const slots = branch.slots.slice();
  slots[index] = place(slots[index], shift + BITS, added);
  return { slots };
}

function place<V>(slot: Slot<V> | undefined, shift: number, added: Bucket<V>): Slot<V> {
  if (slot === undefined) return added;
  if ('slots' in slot) return insert(slot, shift, added);
  if (slot.hash === added.hash) {
    const keys = new Set(added.leaves.map((leaf) => leaf.key));
    return {
      hash: slot.hash,
      leaves: [...slot.leaves.filter((leaf) => !keys.has(leaf.key)), ...added.leaves],
    };
  }
  return insert(insert({ slots: [] }, shift, slot), shift, added);
}

/** A branch that is left with one bucket becomes that bucket: a map is no deeper than its keys need. */
function without<V>(
  slot: Slot<V> | undefined,
  shift: number,
  hash: number,
  key: string,
): Slot<V> | undefined {
  if (slot === undefined) return undefined;
  if (!('slots' in slot)) {
    const leaves = slot.leaves.filter((leaf) => leaf.key !== key);
    return leaves.length === 0 ? undefined : { hash, leaves };
  }
  const index = (hash >>> shift) & MASK;
  const slots = slot.slots.slice();
  slots[index] = without(slots[index], shift + BITS, hash, key);
  const kept = slots.filter((other) => other !== undefined);
  const [only] = kept;
  return kept.length > 1 || (only !== undefined && 'slots' in only) ? { slots } : only;
}

function* entriesOf<V>(slot: Slot<V> | undefined): Generator<readonly [string, V]> {
  if (slot === undefined) return;
  if ('slots' in slot) for (const inner of slot.slots) yield* entriesOf(inner);
  else for (const { key, value } of slot.leaves) yield [key, value];
}

/** FNV-1a, folded to 30 bits: six levels of five. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> HASH_BITS) ^ hash) & ((1 << HASH_BITS) - 1);
}
