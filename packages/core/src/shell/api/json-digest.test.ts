import { canonicalJson } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDigest } from './json-digest.js';

describe('jsonDigest', () => {
  it('is 16 hexadecimal digits, the same for two values exactly when their canonical texts are', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(jsonDigest(one)).toMatch(/^[0-9a-f]{16}$/);
        expect(jsonDigest(JSON.parse(canonicalJson(one)))).toBe(jsonDigest(one));
        expect(jsonDigest(one) === jsonDigest(other)).toBe(canonicalJson(one) === canonicalJson(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same in any order of members, and without those that are undefined', () => {
    expect(jsonDigest({ a: 1, b: { c: [2], d: 'x' } })).toBe(
      jsonDigest({ b: { d: 'x', e: undefined, c: [2] }, a: 1 }),
    );
    expect(jsonDigest([undefined, 1])).toBe(jsonDigest([null, 1]));
    expect(jsonDigest([-0])).toBe(jsonDigest([0]));
  });

  it('tells values apart that differ in one place, in length, in order or in nesting', () => {
    const values: unknown[] = ['1', 1, [1], [[1]], ['1'], { 1: 1 }, { 1: '1' }, null, 'null', true, false];
    values.push(
      [],
      {},
      [[]],
      [{}],
      { a: {} },
      { a: [] },
      '',
      [''],
      ['', ''],
      { '': '' },
      [null],
      [null, null],
    );
    values.push(
      { a: 'bc' },
      { ab: 'c' },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      [{ a: 1 }, { b: 2 }],
      [1, 2],
      [2, 1],
    );
    const base = 'The quick brown fox jumps over the lazy dog, twice a day.';
    values.push(base);
    for (let at = 0; at < base.length; at++) {
      for (let bit = 0; bit < 16; bit++) {
        const unit = String.fromCharCode(base.charCodeAt(at) ^ (1 << bit));
        values.push(base.slice(0, at) + unit + base.slice(at + 1));
      }
      if (at > 0) values.push(base.slice(0, at), base.slice(at) + base.slice(0, at));
    }
    for (let zeros = 1; zeros < 40; zeros++) values.push('\0'.repeat(zeros));
    for (let n = 0; n < 100_000; n++) values.push({ clientRequestId: `r-${n}` });
    expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
    expect(new Set(values.map(jsonDigest)).size).toBe(values.length);
  });

  it('changes about half of its bits for one bit of the value', () => {
    const bits = (text: string) => BigInt(`0x${jsonDigest({ text })}`);
    const text = 'a'.repeat(64);
    let changed = 0;
    for (let at = 0; at < 64; at++) {
      const other = `${text.slice(0, at)}c${text.slice(at + 1)}`;
      changed += (bits(text) ^ bits(other)).toString(2).replaceAll('0', '').length;
    }
    expect(changed / 64).toBeGreaterThan(27);
    expect(changed / 64).toBeLessThan(37);
  });

  it('refuses what JSON cannot carry', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const value of [Number.POSITIVE_INFINITY, Number.NaN, () => 1, Symbol('s'), 1n, undefined]) {
      expect(() => jsonDigest({ list: [1, value ?? (() => 1)] })).toThrow(TypeError);
    }
    expect(() => jsonDigest(cycle)).toThrow(RangeError);
  });
});
