import { expect, waitUntil } from '@open-wc/testing';
import { afterEach, describe, inject, it } from 'vitest';
import { FULL } from '../test-support/full-test.js';
import { HOSTILE_INSIDE, HOSTILE_MARKDOWN } from '../test-support/hostile-markdown.js';
import type { Arrival, HostilePage } from '../test-support/hostile-page.js';
import { pageUnderPolicy, type PageUnderPolicy } from '../test-support/page-under-policy.js';
import { chunksOf, randomFrom } from '../test-support/random-markdown.js';
import { shownUnsanitised } from '../test-support/unsanitised.js';

const SEED = 20_261_121;

const corpora = inject('hostileCorpora') ?? [];

/** Everything, or as much as a seed draws; each also as code and as a formula. */
function texts(): string[] {
  const random = randomFrom(SEED);
  const drawn = FULL ? corpora : corpora.filter(() => random() < 0.15);
  return [...HOSTILE_MARKDOWN, ...HOSTILE_INSIDE, ...drawn].flatMap((payload, index) => {
    const wrapped = [`\`\`\`html\n${payload}\n\`\`\``, `$$\n${payload}\n$$`, `\\(${payload}\\) $${payload}$`];
    return FULL ? [payload, ...wrapped] : [payload, wrapped[index % wrapped.length] ?? payload];
  });
}

/** In how many places a text stops for a while. */
const PAUSES = 2;
/** What is longer is not cut off everywhere where not all is shown. */
const SHORT = 60;

/** The ends of what has come of a text: growing by a character at a time, and in pieces of any length. */
function waysOf(text: string, random: () => number): number[][] {
  const everywhere = Array.from({ length: text.length }, (_, end) => end).slice(-2_000);
  const inPieces = chunksOf(text, random);
  if (FULL) return [everywhere, inPieces];
  if (text.length > SHORT) return [inPieces.filter((_, at) => at % 4 === 0)];
  return random() < 0.2 ? [everywhere, inPieces] : [everywhere];
}

function arrivals(text: string, random: () => number): Arrival[] {
  return waysOf(text, random).map((ends) => {
    const pauses = Array.from({ length: PAUSES }, () => ends[Math.floor(random() * ends.length)] ?? 0);
    return { ends, pauses: new Set(pauses) };
  });
}

let page: PageUnderPolicy<HostilePage> | null = null;
afterEach(() => page?.remove());

async function open(): Promise<PageUnderPolicy<HostilePage>> {
  const script = new URL('../test-support/hostile-page.ts', import.meta.url).href;
  page = await pageUnderPolicy(script, ({ showStreamed }) => showStreamed !== undefined);
  return page;
}

describe('hostile markdown under a strict policy, with colours and formulas', () => {
  it('runs nothing, fetches nothing and breaks no rule, where an unsanitised renderer runs a lot', {
    timeout: FULL ? 1_800_000 : 60_000,
  }, async () => {
    const { view, seen, requests, leaks, leakOnPurpose } = await open();
    const random = randomFrom(SEED);
    const all = texts();
    for (let done = 0; done < all.length; done += 25) {
      const shown = all.slice(done, done + 25).flatMap((text) =>
        arrivals(text, random).map(async (arrival) => ({
          text,
          found: await view.showStreamed?.(text, arrival),
        })),
      );
      for (const { text, found } of await Promise.all(shown)) expect(found, text).to.deep.equal([]);
    }
    expect(view.shownInPauses?.formulas).to.be.at.least(1);
    expect(view.shownInPauses?.colours).to.be.at.least(1);
    expect(seen).to.deep.equal([]);
    expect(leaks()).to.deep.equal([]);
    await leakOnPurpose();
    // The highlighter and the formulas were at work.
    expect(requests().some((name) => name.includes('built-in-math'))).to.equal(true);
    expect(requests().some((name) => name.includes('built-in-highlighter'))).to.equal(true);
    // In a full run all that the corpora hold, as often as in the test of the markdown alone.
    expect(await shownUnsanitised(all)).to.be.at.least(FULL && corpora.length > 0 ? 45 : 6);
  });

  it('reports what breaks a rule, and what runs', async () => {
    const { view, seen } = await open();
    const image = view.document.createElement('img');
    image.src = 'https://images.invalid/x.png';
    view.document.body.append(image);
    view.alert('x');
    await waitUntil(() => seen.length >= 2);
    expect(seen).to.include('alert was called');
    expect(seen.join()).to.contain('img-src https://images.invalid');
  });
});
