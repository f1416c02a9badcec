import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';

/**
 * An immutable map with string keys that gives up what is replaced: a value that no table in use has
 * is free, however large. For that, `set` of a key that is there copies one path of a tree; a
 * `PersistentMap` copies nothing, and keeps every value that it ever had. No key is ever taken out.
 */
export class PersistentTable<V> implements Iterable<readonly [string, V]> {
  readonly #positions: PersistentMap<number>;
  readonly #values: PersistentList<V>;

  private constructor(positions: PersistentMap<number>, values: PersistentList<V>) {
    this.#positions = positions;
    this.#values = values;
  }

  static empty<V>(): PersistentTable<V> {
    return new PersistentTable(PersistentMap.empty(), PersistentList.empty());
  }

  get(key: string): V | undefined {
    const position = this.#positions.get(key);
    return position === undefined ? undefined : this.#values.get(position);
  }

  has(key: string): boolean {
    return this.#positions.has(key);
  }

  set(key: string, value: V): PersistentTable<V> {
    const position = this.#positions.get(key);
    return position === undefined
      ? new PersistentTable(this.#positions.set(key, this.#values.end), this.#values.push(value))
      : new PersistentTable(this.#positions, this.#values.set(position, value));
  }

  *[Symbol.iterator](): Generator<readonly [string, V]> {
    for (const [key, position] of this.#positions) yield [key, this.#values.get(position) as V];
  }
}
