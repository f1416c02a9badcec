import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { listBeforeHistory } from '../test-support/list-before-history.js';
import { fromEnd, scroller } from '../test-support/list-fixture.js';
import '../define.js';

describe('the end of a list', () => {
  it('is kept when older messages come', async () => {
    const { list, bringOlder } = await listBeforeHistory();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    await bringOlder();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    const last = [...list.renderRoot.querySelectorAll('agent-message')].at(-1)!;
    const { top, bottom } = last.getBoundingClientRect();
    const box = scroller(list).getBoundingClientRect();
    expect(top).to.be.lessThan(box.bottom);
    expect(bottom).to.be.greaterThan(box.top);
  });
});
