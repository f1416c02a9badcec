import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceEnd, stopPlace } from './sentence-end.js';

const cut = (text: string, from: number): string | null => {
  const end = sentenceEnd(text, from);
  return end === null ? null : text.slice(0, end);
};

describe('sentenceEnd', () => {
  it('goes on to the mark that ends the sentence', () => {
    expect(cut('It is a log. It is ordered.', 3)).toBe('It is a log.');
    expect(cut('Why? Because.', 1)).toBe('Why?');
    expect(cut('First: then more', 2)).toBe('First:');
  });

  it('takes closing quotes and brackets along', () => {
    expect(cut('He said "no." Then he left.', 10)).toBe('He said "no."');
    expect(cut('It is **done.** More.', 8)).toBe('It is **done.**');
  });

  it('does not take a mark inside a word or number for an end', () => {
    expect(cut('Version 3.14 is out', 0)).toBeNull();
    expect(cut('See example.com now', 0)).toBeNull();
  });

  it('waits for what follows a mark at the very end', () => {
    expect(cut('Pi is 3.', 4)).toBeNull();
    expect(cut('Pi is 3.14. Or so', 8)).toBe('Pi is 3.14.');
  });

  it('ends at once where the newest sentence is whole', () => {
    expect(cut('Done. ', 6)).toBe('Done.');
    expect(cut('A line\n', 7)).toBe('A line');
  });

  it('ends at a line break, and at marks that no space follows', () => {
    expect(cut('- an item\n- another', 4)).toBe('- an item');
    expect(cut('これは文です。次の文', 3)).toBe('これは文です。');
  });

  it('never ends before the place from which it was asked, but for white space', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '.', '\n', '"', '3') }),
        fc.nat(40),
        (text, at) => {
          const from = Math.min(at, text.length);
          const end = sentenceEnd(text, from);
          if (end === null) return;
          expect(text.slice(end, Math.max(end, from)).trim()).toBe('');
          expect(end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});

describe('stopPlace', () => {
  it('gives up on a sentence that is too long, between two words', () => {
    const text = `Start ${'word '.repeat(60)}`;
    const place = stopPlace(text, 6, 50);
    expect(place).not.toBeNull();
    expect(place).toBeLessThanOrEqual(56);
    expect(text.slice(0, place ?? 0)).toMatch(/word$/);
  });

  it('never parts a surrogate pair', () => {
    const text = `a${'😀'.repeat(10)}`;
    for (let max = 1; max < 15; max += 1) {
      const place = stopPlace(text, 1, max) ?? 0;
      expect(text.slice(0, place)).not.toMatch(/[\ud800-\udbff]$/);
    }
  });

  it('is undecided while the sentence may still end in time', () => {
    expect(stopPlace('It goes on', 3, 50)).toBeNull();
  });
});
