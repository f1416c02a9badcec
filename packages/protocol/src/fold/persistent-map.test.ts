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

  it('goes on from any version as if the later ones were not there', () => {
    const change = fc.record({
      from: fc.nat(),
      key: fc.constantFrom('a', 'b', 'c', '__proto__', ''),
      value: fc.option(fc.integer(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const versions = [{ map: PersistentMap.empty<number>(), model: new Map<string, number>() }];
        for (const { from, key, value } of changes) {
          const base = versions[from % versions.length] as (typeof versions)[number];
          const model = new Map(base.model);
          if (value === undefined) model.delete(key);
          else model.set(key, value);
          const map = value === undefined ? base.map.delete(key) : base.map.set(key, value);
          versions.push({ map, model });
          for (const each of versions) {
            expect(each.map.size).toBe(each.model.size);
            expect(sorted(each.map)).toEqual(sorted(each.model));
          }
        }
      }),
    );
  });

  it('gives while it is iterated what it had, whatever is made of it meanwhile', () => {
    let newest = PersistentMap.empty<number>().set('a', 1).set('b', 2);
    const listed: [string, number][] = [];
    for (const [key, value] of newest) {
      listed.push([key, value]);
      newest = newest.set(`${key}${key}`, value).set('b', 3).delete('a');
    }
    expect(listed).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(sorted(newest)).toEqual([
      ['aa', 1],
      ['b', 3],
      ['bb', 2],
    ]);
  });

  it('deletes and lists what a Map does', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', ''), fc.string({ maxLength: 2 }));
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
