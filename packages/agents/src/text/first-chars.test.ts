import { describe, expect, it } from 'vitest';
import { firstChars, firstWords } from './first-chars.js';

describe('what is cut', () => {
  it('ends with a whole character', () => {
    expect(firstChars('ab😀', 3)).toBe('ab');
    expect(firstChars('ab😀', 4)).toBe('ab😀');
    expect(firstChars('ab', 4)).toBe('ab');
  });

  it('ends with a whole word where there is one, and says that there was more', () => {
    expect(firstWords('one two three', 8)).toBe('one two …');
    expect(firstWords('one two', 7)).toBe('one two');
    expect(firstWords('パンを焼く😀😀', 6)).toBe('パンを焼く …');
  });
});
