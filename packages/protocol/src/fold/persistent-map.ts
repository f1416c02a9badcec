/** A value that a key has had from a version on. */
type Change<V> = {
  readonly version: number;
  /** `null`: the key was deleted. */
  readonly now: { readonly value: V } | null;
  /** What held before it. */
  readonly before: Change<V> | undefined;
};

/** What the versions of a map share. Nothing that an older version reads in it ever changes. */
interface History<V> {
  newest: number;
  readonly changes: Map<string, Change<V>>;
}

/**
 * An immutable map with string keys. A map and the one that `set` makes of it share one history, to
 * which the newest adds: the cost of `set`, `delete` and `get` does not grow with the number of
 * entries. Two exceptions. A change of a map that is not the newest of its history copies it; and
 * in a map that is not the newest, `get` goes back over the changes of that key since then. The
 * history keeps every value that was replaced. Iteration gives `[key, value]`, in no order that one
 * may rely on.
 */
export class PersistentMap<V> implements Iterable<readonly [string, V]> {
  readonly size: number;
  readonly #history: History<V>;
  readonly #version: number;

  private constructor(size: number, history: History<V>) {
    this.size = size;
    this.#history = history;
    this.#version = history.newest;
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap(0, { newest: 0, changes: new Map() });
  }

  get(key: string): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: string): boolean {
    return this.#find(key) !== null;
  }

  set(key: string, value: V): PersistentMap<V> {
    const size = this.has(key) ? this.size : this.size + 1;
    return this.#with(key, { value }, size);
  }

  /** The map without `key`; the same map if it has none. */
  delete(key: string): PersistentMap<V> {
    return this.has(key) ? this.#with(key, null, this.size - 1) : this;
  }

  *[Symbol.iterator](): Generator<readonly [string, V]> {
    // Keys that are added while this goes on come last, and are of a newer version.
    for (const key of this.#history.changes.keys()) {
      const found = this.#find(key);
      if (found !== null) yield [key, found.value];
    }
  }

  #find(key: string): Change<V>['now'] {
    let change = this.#history.changes.get(key);
    while (change !== undefined && change.version > this.#version) change = change.before;
    return change?.now ?? null;
  }

  #with(key: string, now: Change<V>['now'], size: number): PersistentMap<V> {
    const history = this.#history.newest === this.#version ? this.#history : this.#copied();
    history.newest += 1;
    history.changes.set(key, { version: history.newest, now, before: history.changes.get(key) });
    return new PersistentMap(size, history);
  }

  /** A history that begins with this version. */
  #copied(): History<V> {
    const changes = new Map<string, Change<V>>();
    for (const [key, value] of this) changes.set(key, { version: 0, now: { value }, before: undefined });
    return { newest: 0, changes };
  }
}
