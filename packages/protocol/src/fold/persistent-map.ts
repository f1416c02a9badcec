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
 * copies one path, so its cost does not grow with the number of entries in any way one can measure.
 */
export class PersistentMap<V> {
  static readonly #empty = new PersistentMap<never>(0, { slots: [] });
  readonly size: number;
  readonly #root: Branch<V>;

  private constructor(size: number, root: Branch<V>) {
    this.size = size;
    this.#root = root;
  }

  static empty<V>(): PersistentMap<V> {
    return PersistentMap.#empty;
  }

  get(key: string): V | undefined {
    const hash = hashOf(key);
    let slot: Slot<V> | undefined = this.#root;
    for (let shift = 0; slot !== undefined && 'slots' in slot; shift += BITS) {
      slot = slot.slots[(hash >>> shift) & MASK];
    }
    return slot?.hash === hash ? slot.leaves.find((leaf) => leaf.key === key)?.value : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): PersistentMap<V> {
    const size = this.has(key) ? this.size : this.size + 1;
    const bucket = { hash: hashOf(key), leaves: [{ key, value }] };
    return new PersistentMap(size, insert(this.#root, 0, bucket));
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

/** FNV-1a, folded to 30 bits: six levels of five. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> HASH_BITS) ^ hash) & ((1 << HASH_BITS) - 1);
}
