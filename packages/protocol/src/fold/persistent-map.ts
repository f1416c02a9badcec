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
    const last = this.#history.changes.get(key);
    const isNew = this.#seen(last) === null;
    return this.#with(key, { value }, last, isNew ? this.size + 1 : this.size);
  }

  /** The map without `key`; the same map if it has none. */
  delete(key: string): PersistentMap<V> {
    const last = this.#history.changes.get(key);
    return this.#seen(last) === null ? this : this.#with(key, null, last, this.size - 1);
  }

  *[Symbol.iterator](): Generator<readonly [string, V]> {
    // Keys that are added while this goes on come last, and are of a newer version.
    for (const key of this.#history.changes.keys()) {
      const found = this.#find(key);
      if (found !== null) yield [key, found.value];
    }
  }

  #find(key: string): Change<V>['now'] {
    return this.#seen(this.#history.changes.get(key));
  }

  /** What this version has of a key that was changed last by `last`. */
  #seen(last: Change<V> | undefined): Change<V>['now'] {
    let change = last;
    while (change !== undefined && change.version > this.#version) change = change.before;
    return change?.now ?? null;
  }

  #with(key: string, now: Change<V>['now'], last: Change<V> | undefined, size: number): PersistentMap<V> {
    const goesOn = this.#history.newest === this.#version;
    const history = goesOn ? this.#history : this.#copied();
    const before = goesOn ? last : history.changes.get(key);
    history.newest += 1;
    history.changes.set(key, { version: history.newest, now, before });
    return new PersistentMap(size, history);
  }

  /** A history that begins with this version. */
  #copied(): History<V> {
    const changes = new Map<string, Change<V>>();
    for (const [key, value] of this) changes.set(key, { version: 0, now: { value }, before: undefined });
    return { newest: 0, changes };
  }
}
