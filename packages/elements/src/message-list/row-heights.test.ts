import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { randomFrom } from '../test-support/random-markdown.js';
import { RowHeights } from './row-heights.js';

describe('RowHeights', () => {
  it('knows where each row stands, whatever changes', () => {
    const random = randomFrom(2026);
    const upTo = (limit: number): number => Math.floor(random() * limit);
    const heights = new RowHeights();
    let model: number[] = [];
    for (let step = 0; step < 2_000; step++) {
      if (step % 5 === 0) {
        const from = upTo(model.length + 1);
        model = [...model.slice(0, from), ...Array.from({ length: upTo(200) }, () => upTo(90))];
        heights.fill(from, model.length, (index) => model[index] ?? 0);
      } else if (model.length > 0) {
        const index = upTo(model.length);
        model[index] = upTo(300);
        heights.set(index, model[index]);
      }
      const sum = (end: number): number => model.slice(0, end).reduce((a, b) => a + b, 0);
      const index = upTo(model.length + 1);
      expect(heights.offset(index)).to.equal(sum(index));
      expect(heights.total).to.equal(sum(model.length));
      if (model.length === 0) continue;
      const y = upTo(sum(model.length) + 20) - 10;
      const at = heights.indexAt(y);
      expect(sum(at) <= Math.max(0, y), `row ${at} begins before ${y}`).to.equal(true);
      expect(at === model.length - 1 || sum(at + 1) > y, `row ${at} ends behind ${y}`).to.equal(true);
    }
  });
});
