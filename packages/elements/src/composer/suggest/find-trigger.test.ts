import { expect } from '@open-wc/testing';
import { afterEach, describe, it, vi } from 'vitest';
import { findTrigger } from './find-trigger.js';

const LONG = 'Write to a@b.example, @eve and so on. '.repeat(130_000);
const atEnd = (text: string) => findTrigger(text, text.length);

describe('what is being typed at the cursor', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is a mention of as much as the protocol reads, behind anything but a word', () => {
    const name = 'e'.repeat(128);
    expect(atEnd(`Ask @${name}`)).to.include({ kind: 'mention', query: name, start: 4 });
    expect(atEnd(`@${name}`)).to.include({ kind: 'mention', query: name, start: 0 });
    expect(atEnd(`Ask a@${name}`)).to.equal(null);
    expect(atEnd(`Ask @${name}e`)).to.equal(null);
    expect(atEnd(`${'x'.repeat(500)}@eve`)).to.equal(null);
  });

  it('is looked for just before the cursor, however long the text is', () => {
    const looked: number[] = [];
    const exec = RegExp.prototype.exec;
    vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
      looked.push(text.length);
      return exec.call(this, text);
    });
    const found = [atEnd(LONG), atEnd(`${LONG}@ev`)];
    vi.restoreAllMocks();
    expect(found).to.deep.equal([
      null,
      { kind: 'mention', query: 'ev', start: LONG.length, caret: LONG.length + 3, end: LONG.length + 3 },
    ]);
    expect(Math.max(...looked)).to.be.below(200);
  });
});
