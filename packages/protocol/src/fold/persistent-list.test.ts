import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersistentList } from './persistent-list.js';

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
    expect([list.at(-1), list.at(-length), list.at(-length - 1)]).toEqual([length - 1, 0, undefined]);
    expect(() => list.set(length, 0)).toThrow(RangeError);
  });

  it('finds the first of the entries that hold, on both sides of position 0', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.integer({ min: -120, max: 120 }), (before, behind, bound) => {
        const page = Array.from({ length: before }, (_, index) => index - before);
        const list = PersistentList.from(Array.from({ length: behind }, (_, index) => index)).prependAll(
          page,
        );
        const expected = Math.min(Math.max(bound, list.first), list.end);
        expect(list.firstWhere((item) => item >= bound)).toBe(expected);
      }),
    );
  });

  it('is an array to JSON', () => {
    const list = PersistentList.from([2, 3]).prepend(1);
    expect(JSON.stringify({ list })).toBe('{"list":[1,2,3]}');
  });

  it('grows at both ends, and a position keeps its entry', () => {
    const change = fc.oneof(
      fc.record({ push: fc.integer() }),
      fc.record({ prepend: fc.integer() }),
      fc.record({ page: fc.array(fc.integer(), { maxLength: 80 }) }),
      fc.record({ pushes: fc.array(fc.integer(), { maxLength: 80 }) }),
      fc.record({ set: fc.integer(), place: fc.nat() }),
      fc.record({ end: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
        let list = PersistentList.empty<number>();
        let first = 0;
        const model = new Map<number, number>();
        for (const step of changes) {
          const before = list;
          const items = [...before];
          if ('push' in step) {
            model.set(first + model.size, step.push);
            list = list.push(step.push);
          } else if ('prepend' in step) {
            first -= 1;
            model.set(first, step.prepend);
            list = list.prepend(step.prepend);
          } else if ('page' in step) {
            first -= step.page.length;
            for (const [index, item] of step.page.entries()) model.set(first + index, item);
            list = list.prependAll(step.page);
          } else if ('pushes' in step) {
            for (const item of step.pushes) model.set(first + model.size, item);
            list = list.pushAll(step.pushes);
          } else if ('end' in step) {
            const end = step.end % (first + model.size + 2);
            for (let position = first + model.size - 1; position >= end; position--) model.delete(position);
            list = list.truncate(end);
          } else if (model.size > 0) {
            const position = first + (step.place % model.size);
            model.set(position, step.set);
            list = list.set(position, step.set);
          }
          expect([...before]).toEqual(items);
        }
        const positions = Array.from({ length: model.size }, (_, index) => first + index);
        const expected = positions.map((position) => model.get(position));
        expect([list.first, list.end, list.length]).toEqual([first, first + model.size, model.size]);
        expect(positions.map((position) => list.get(position))).toEqual(expected);
        expect(positions.map((_, index) => list.at(index))).toEqual(expected);
        expect(positions.map((_, index) => list.at(index - expected.length))).toEqual(expected);
        expect([...list]).toEqual(expected);
        expect(list.slice(2)).toEqual(expected.slice(2));
        expect(list.slice(-3)).toEqual(expected.slice(-3));
        for (const outside of [first - 1, first + model.size]) {
          expect(list.get(outside)).toBeUndefined();
          expect(() => list.set(outside, 0)).toThrow(RangeError);
        }
      }),
    );
  });

  it('crosses every level of its tree in front as well', () => {
    const length = 32 * 32 * 32 + 33;
    const list = PersistentList.from(['last']).prependAll(Array.from({ length }, (_, index) => `${index}`));
    for (const index of [0, 31, 32, 33, 1_023, 1_024, length - 1_025, length - 33, length - 1]) {
      expect(list.at(index)).toBe(`${index}`);
      expect(list.get(index - length)).toBe(`${index}`);
    }
    expect(list.get(0)).toBe('last');
    expect([list.first, list.end]).toEqual([-length, 1]);
  });

  it('says from where on it differs from the list that it was made from', () => {
    const make = (length: number): PersistentList<number> =>
      PersistentList.from(Array.from({ length }, (_, index) => index));
    fc.assert(
      fc.property(
        fc.nat(1_100),
        fc.array(fc.option(fc.nat(1_100)), { maxLength: 40 }),
        fc.boolean(),
        fc.option(fc.nat(1_100)),
        (length, changes, isPrepended, end) => {
          const start = isPrepended ? make(length).prepend(-1) : make(length);
          let list = end === null ? start : start.truncate(end);
          for (const position of changes) {
            list = position !== null && position < list.end ? list.set(position, -5) : list.push(-5);
          }
          const shared = [...start].findIndex((item, index) => item !== list.get(start.first + index));
          const expected = shared < 0 ? start.end : start.first + shared;
          expect(list.firstDifference(start)).toBe(expected);
          expect(start.firstDifference(list)).toBe(expected);
        },
      ),
    );
  });

  it('differs from its start on from a list that has more in front', () => {
    const list = PersistentList.from([1, 2, 3]);
    expect(list.prepend(0).firstDifference(list)).toBe(-1);
    expect(list.firstDifference(list.prepend(0))).toBe(-1);
  });
});
