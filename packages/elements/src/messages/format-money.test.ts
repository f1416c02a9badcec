import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { formatCost } from '../step/figures.js';
import { shownFromLeft } from '../test-support/shown-from-left.js';
import { formatDollars } from './format-money.js';

describe('money', () => {
  it('is written as the language writes it, and nothing is added to it from left to right', () => {
    expect(formatDollars(1_234_500, 'en', {})).to.equal('$1.23');
    expect(formatDollars(1_234_500, 'de', {})).to.equal('1,23\u00a0$');
  });

  it('keeps its sign whole among words from right to left', () => {
    expect(shownFromLeft(formatDollars(1_234_500, 'ar', {}))).to.contain('US$');
    expect(shownFromLeft(formatCost(12_345, 'ar'))).to.contain('US$');
  });
});
