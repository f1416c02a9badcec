import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersistentMap } from './persistent-map.js';

describe('PersistentMap', () => {
  it('holds what a Map holds, and leaves earlier versions as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer())), (entries) => {
        const model = new Map<string, number>();
        let map = PersistentMap.empty<number>();
        const versions: { map: PersistentMap<number>; model: Map<string, number> }[] = [];
        for (const [key, value] of entries) {
          map = map.set(key, value);
          model.set(key, value);
          versions.push({ map, model: new Map(model) });
        }
        for (const version of versions) {
          expect(version.map.size).toBe(version.model.size);
          for (const [key, value] of version.model) expect(version.map.get(key)).toBe(value);
        }
        expect(map.get('not there')).toBe(model.get('not there'));
      }),
    );
  });

  it('keeps keys apart whose hashes are the same', () => {
    // Many keys: with 30 bits of hash, 120,000 keys collide with near certainty.
    let map = PersistentMap.empty<number>();
    const count = 120_000;
    for (let index = 0; index < count; index++) map = map.set(`key ${index}`, index);
    expect(map.size).toBe(count);
    for (let index = 0; index < count; index++) expect(map.get(`key ${index}`)).toBe(index);
  });

  it('deletes and lists what a Map does, collisions included', () => {
    // The two texts of each pair lead the hash to the same state: all eight keys have one hash.
    const pairs = [
      ['7yzla', 'e6apa'],
      ['9tzla', 'g1cpa'],
      ['05zla', 'bpcpa'],
    ] as const;
    const colliding = pairs.reduce<string[]>(
      (heads, pair) => heads.flatMap((head) => pair.map((tail) => head + tail)),
      [''],
    );
    const key = fc.oneof(fc.constantFrom(...colliding, '__proto__', ''), fc.string({ maxLength: 2 }));
    const change = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined }), keep: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const model = new Map<string, number | undefined>();
        let map = PersistentMap.empty<number | undefined>();
        for (const { key, value, keep } of changes) {
          const before = map;
          const entries = sorted(before);
          map = keep ? map.set(key, value) : map.delete(key);
          if (keep) model.set(key, value);
          else if (!model.delete(key)) expect(map).toBe(before);
          expect(map.size).toBe(model.size);
          expect(map.has(key)).toBe(keep);
          expect(sorted(before)).toEqual(entries);
        }
        expect(sorted(map)).toEqual(sorted(model));
        for (const [key, value] of model) expect([map.has(key), map.get(key)]).toEqual([true, value]);
        for (const key of model.keys()) map = map.delete(key);
        expect([map.size, ...map]).toEqual([0]);
      }),
    );
  });
});

function sorted<V>(entries: Iterable<readonly [string, V]>): (readonly [string, V])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
