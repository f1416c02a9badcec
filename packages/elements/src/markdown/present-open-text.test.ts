import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { presentOpenText } from './present-open-text.js';

describe('presentOpenText', () => {
  const cases: readonly (readonly [arrived: string, shown: string])[] = [
    ['Some **bo', 'Some **bo**'],
    ['Some **bold** and *em', 'Some **bold** and *em*'],
    ['Some **', 'Some '],
    ['Use `npm ru', 'Use `npm ru`'],
    ['Use `', 'Use '],
    ['See [the pro', 'See '],
    ['See [the protocol](https://exa', 'See the protocol'],
    ['See ![a picture](https://exa', 'See '],
    ['A line\n-', 'A line\n'],
    ['A line\n==', 'A line\n'],
    ['List:\n\n1', 'List:\n\n'],
    ['Text\n\n| a | b', 'Text\n\n'.slice(0, -1)],
    ['2 * 3 is 6', '2 * 3 is 6'],
    ['snake_case_name', 'snake_case_name'],
    ['```\ncode **x', '```\ncode **x'],
    ['```\na\n```\nthen **x', '```\na\n```\nthen **x**'],
  ];
  for (const [arrived, shown] of cases) {
    it(`shows ${JSON.stringify(arrived)} as ${JSON.stringify(shown)}`, () => {
      expect(presentOpenText(arrived)).to.equal(shown);
    });
  }
});
