import { expect } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { sessionDraftText } from './draft-text.js';

const OWNER = { conversationId: 'draft-text' };
const LONG = 'Some words. '.repeat(100_000);
/** Whether the tab has it; other pages of this origin keep theirs there too. */
const isKept = (): boolean => Object.keys(sessionStorage).some((name) => name.includes('draft-text'));

describe('a text that is kept while it is written', () => {
  let stored: string[];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stored = [];
    const setItem = Storage.prototype.setItem;
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (this: Storage, key, text) {
      stored.push(text);
      setItem.call(this, key, text);
    });
  });
  afterEach(() => {
    sessionDraftText.save(OWNER, '');
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('is stored with each key while it is short', () => {
    for (const text of ['H', 'He', 'Hel']) sessionDraftText.save(OWNER, text);
    expect(stored).to.deep.equal(['H', 'He', 'Hel']);
  });

  it('is stored once a second when it is long, and is there at any time', () => {
    for (let key = 0; key < 49; key += 1) {
      sessionDraftText.save(OWNER, LONG + key);
      expect(sessionDraftText.load(OWNER) === LONG + key).to.equal(true);
      vi.advanceTimersByTime(20);
    }
    expect(stored).to.have.length(0);
    vi.advanceTimersByTime(1_000);
    expect(stored.map((text) => text.slice(LONG.length))).to.deep.equal(['48']);
  });

  it('is stored when the page goes away before that', () => {
    sessionDraftText.save(OWNER, LONG);
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(stored.map((text) => text.length)).to.deep.equal([LONG.length]);
    vi.advanceTimersByTime(5_000);
    expect(stored).to.have.length(1);
  });

  it('is gone when it was sent before that', () => {
    sessionDraftText.save(OWNER, LONG);
    sessionDraftText.save(OWNER, '');
    vi.advanceTimersByTime(5_000);
    expect([stored, sessionDraftText.load(OWNER), isKept()]).to.deep.equal([[], '', false]);
  });

  it('lasts as long as the page where the browser has no room for it', () => {
    const much = 'x'.repeat(6_000_000);
    sessionDraftText.save(OWNER, much);
    vi.advanceTimersByTime(5_000);
    expect([stored.length, isKept()]).to.deep.equal([1, false]);
    expect(sessionDraftText.load(OWNER) === much).to.equal(true);
  });
});
