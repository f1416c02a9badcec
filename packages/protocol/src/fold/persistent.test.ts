import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';

describe('PersistentList', () => {
  it('holds what an array holds, and leaves earlier versions as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2_000), fc.integer()), { maxLength: 200 }),
        fc.nat(3_000),
        (changes, length) => {
          const start = PersistentList.from(Array.from({ length }, (_, index) => index));
          const model = [...start];
          let list = start;
          for (const [index, value] of changes) {
            if (index < list.length) {
              list = list.set(index, value);
              model[index] = value;
            } else {
              list = list.push(value);
              model.push(value);
            }
          }
          expect([...list]).toEqual(model);
          expect(list.slice(-3)).toEqual(model.slice(-3));
          expect([...start]).toEqual(Array.from({ length }, (_, index) => index));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('crosses every level of its tree', () => {
    const length = 32 * 32 * 32 + 33;
    const list = PersistentList.from(Array.from({ length }, (_, index) => index));
    for (const index of [0, 31, 32, 1_023, 1_024, 32_767, 32_768, length - 1]) {
      expect(list.at(index)).toBe(index);
    }
    expect(list.at(length)).toBeUndefined();
    expect(list.at(-1)).toBeUndefined();
    expect(() => list.set(length, 0)).toThrow(RangeError);
  });
});

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
});
