import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import { describe, inject, it } from 'vitest';
import { HOSTILE_MARKDOWN } from '../test-support/hostile-markdown.js';
import { PLAIN_CONTEXT } from '../test-support/markdown-plain-context.js';
import { complaints } from '../test-support/markup-complaints.js';
import { chunksOf, randomFrom } from '../test-support/random-markdown.js';
import { shownUnsanitised } from '../test-support/unsanitised.js';
import { waitUntil } from '../test-support/wait-until.js';
import { ELSEWHERE, watchRequests } from '../test-support/watch-requests.js';
import './define.js';
import type { AgentMarkdown } from './markdown.js';
import { MarkdownReader } from './markdown-reader.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** From outside the repository; `null` where they are not. */
    hostileCorpora: string[] | null;
  }
}

const corpora = inject('hostileCorpora');

/** Renders `source` as it might arrive, and looks at every stage. */
function streamed(source: string, random: () => number): string[] {
  const box = document.createElement('div');
  const reader = new MarkdownReader();
  const show = (text: string, final: boolean): string[] => {
    render(reader.render(text, final, PLAIN_CONTEXT), box);
    return complaints(box);
  };
  // Every beginning of what is short, and pieces of any size of the rest.
  const ends = source.length <= 120 ? [...source].map((_, index) => index) : chunksOf(source, random);
  return [...ends.flatMap((end) => show(source.slice(0, end), false)), ...show(source, true)];
}

/** Shows every payload by real elements in the page, and counts what runs. */
async function shownInPage(payloads: readonly string[]): Promise<{ fired: number; complaints: string[] }> {
  let fired = 0;
  const dialogs = { alert: window.alert, confirm: window.confirm, prompt: window.prompt };
  const fire = (): never => {
    fired += 1;
    throw new Error('A payload ran.');
  };
  Object.assign(window, { alert: fire, confirm: fire, prompt: fire });
  const requests = watchRequests(window);
  try {
    const page = await fixture<HTMLElement>(
      html`<div>${payloads.map((payload) => html`<agent-markdown .text=${payload}></agent-markdown>`)}</div>`,
    );
    const elements = [...page.querySelectorAll<AgentMarkdown>('agent-markdown')];
    await waitUntil(() => elements.every((element) => element.renderRoot.querySelector('.blocks') !== null));
    const found = elements.flatMap((element) => complaints(element.renderRoot));
    // What would run would run on an error, a load or a focus: all come within a few frames.
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
    return { fired, complaints: [...found, ...requests.elsewhere()] };
  } finally {
    requests.stop();
    Object.assign(window, dialogs);
  }
}

function provesSafe(payloads: readonly string[], fewestInControl: number): void {
  it('makes nothing but its own elements of any beginning of a payload', () => {
    const random = randomFrom(99);
    for (const payload of payloads) expect(streamed(payload, random), payload).to.deep.equal([]);
  });

  it('runs and fetches nothing in a page, where an unsanitised renderer runs a lot', async () => {
    const shown = await shownInPage(payloads);
    expect(shown).to.deep.equal({ fired: 0, complaints: [] });
    expect(await shownUnsanitised(payloads)).to.be.at.least(fewestInControl);
  });
}

describe('hostile markdown', () => {
  it('would be noticed by its requests, also where the browser’s own list of them is full', async () => {
    performance.setResourceTimingBufferSize(0);
    const requests = watchRequests(window);
    try {
      await fetch(ELSEWHERE, { mode: 'no-cors' });
      await waitUntil(() => requests.elsewhere().length > 0, 'the request');
      expect(requests.elsewhere()).to.deep.equal([ELSEWHERE]);
    } finally {
      requests.stop();
      performance.setResourceTimingBufferSize(250);
    }
  });

  describe('of our own', () => provesSafe(HOSTILE_MARKDOWN, 6));

  // They are kept outside the repository; AGENT_CHAT_CORPORA names their folder.
  describe.skipIf(corpora === null)('of the corpora', () => provesSafe(corpora ?? [], 45));
});
