import { expect } from '@open-wc/testing';
import { afterEach, describe, inject, it } from 'vitest';
import { FULL } from '../test-support/full-test.js';
import type { HostileChatPage } from '../test-support/hostile-chat-page.js';
import { HOSTILE_INSIDE, HOSTILE_MARKDOWN, TURNED_AROUND } from '../test-support/hostile-markdown.js';
import { type PageUnderPolicy, pageUnderPolicy } from '../test-support/page-under-policy.js';
import { randomFrom } from '../test-support/random-markdown.js';
import { shownUnsanitised } from '../test-support/unsanitised.js';

const SEED = 20_261_122;
/** How many are drawn where not all are shown. */
const SAMPLE = 40;

/** What has to have been there, or its places were not looked at. */
const PLACES = [
  ...['agent-message', 'agent-markdown', 'agent-reasoning', 'agent-tool-call', 'agent-steps', 'agent-query'],
  ...['agent-attachment', 'agent-approval', 'agent-card', 'agent-table-card'],
];

function texts(): readonly string[] {
  const all = [...HOSTILE_MARKDOWN, ...HOSTILE_INSIDE, ...(inject('hostileCorpora') ?? [])];
  const random = randomFrom(SEED);
  const drawn = FULL ? all : all.filter(() => random() < SAMPLE / all.length);
  return [...drawn, TURNED_AROUND];
}

let page: PageUnderPolicy<HostileChatPage> | null = null;
afterEach(() => page?.remove());

describe('a chat under a strict policy', () => {
  it('makes nothing but its own of hostile names, arguments, results, steps, questions, notes, cards, sources and files', {
    timeout: FULL ? 1_800_000 : 60_000,
  }, async () => {
    const script = new URL('../test-support/hostile-chat-page.ts', import.meta.url).href;
    page = await pageUnderPolicy<HostileChatPage>(script, ({ showInChat }) => showInChat !== undefined);
    const { view, seen, leaks, leakOnPurpose } = page;
    const all = texts();
    for (const text of all) expect(await view.showInChat?.(text), text).to.deep.equal([]);
    expect(PLACES.filter((name) => view.shownKinds?.().includes(name) !== true)).to.deep.equal([]);
    expect(seen).to.deep.equal([]);
    expect(leaks()).to.deep.equal([]);
    await leakOnPurpose();
    expect(await shownUnsanitised(all)).to.be.at.least(1);
  });
});
