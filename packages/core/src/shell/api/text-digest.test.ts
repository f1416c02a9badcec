import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textDigest } from './text-digest.js';

describe('textDigest', () => {
  it('is 32 hexadecimal digits, the same for the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textDigest(text)).toMatch(/^[0-9a-f]{32}$/);
        expect(textDigest(`${text}`)).toBe(textDigest(text));
      }),
    );
  });

  it('tells texts apart that differ in one place, in length or in order', () => {
    const texts = new Set<string>();
    const base = 'The quick brown fox jumps over the lazy dog, twice a day.';
    texts.add(base);
    for (let at = 0; at < base.length; at++) {
      for (let bit = 0; bit < 16; bit++) {
        const unit = String.fromCharCode(base.charCodeAt(at) ^ (1 << bit));
        texts.add(base.slice(0, at) + unit + base.slice(at + 1));
      }
      texts.add(base.slice(0, at));
      texts.add(base.slice(at + 1) + base.slice(0, at + 1));
    }
    for (let zeros = 0; zeros < 40; zeros++) texts.add('\0'.repeat(zeros));
    for (let n = 0; n < 100_000; n++) texts.add(`{"clientRequestId":"r-${n}"}`);
    expect(new Set([...texts].map(textDigest)).size).toBe(texts.size);
  });

  it('changes about half of its bits for one bit of the text', () => {
    const bits = (text: string) => BigInt(`0x${textDigest(text)}`);
    let changed = 0;
    for (let at = 0; at < 64; at++) {
      const text = 'a'.repeat(64);
      const other = `${text.slice(0, at)}c${text.slice(at + 1)}`;
      changed += (bits(text) ^ bits(other)).toString(2).replaceAll('0', '').length;
    }
    expect(changed / 64).toBeGreaterThan(54);
    expect(changed / 64).toBeLessThan(74);
  });
});
