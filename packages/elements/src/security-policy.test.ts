import { expect } from '@open-wc/testing';
import { afterEach, describe, it } from 'vitest';
import type { AgentChat } from './chat/chat.js';
import { RICH_MARKDOWN } from './test-support/sample-answers.js';
import { waitUntil } from './test-support/wait-until.js';

const STRICT = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; base-uri 'none';
  form-action 'none'; require-trusted-types-for 'script'; `;

let frame: HTMLIFrameElement | null = null;
afterEach(() => frame?.remove());

interface PageUnderPolicy {
  readonly page: Document;
  readonly violations: readonly string[];
}

/** A page of its own with a policy of its own, in which the elements are defined. */
async function pageUnder(
  policy: string,
  body = '<agent-chat transport="pigeon"></agent-chat>',
  script = new URL('./define.ts', import.meta.url),
): Promise<PageUnderPolicy> {
  frame = document.createElement('iframe');
  // To Firefox no address is the own one of a page that has none.
  const content = policy.replaceAll("'self'", location.origin);
  frame.srcdoc = `<!doctype html><html lang="en"><head>
    <meta http-equiv="Content-Security-Policy" content="${content}">
    <script type="module" src="${script.href}"></script></head>
    <body>${body}</body></html>`;
  const violations: string[] = [];
  document.body.append(frame);
  const page = (): Document | null => frame?.contentDocument ?? null;
  await waitUntil(() => page()?.querySelector('agent-chat, agent-markdown') != null);
  // Vitest loads modules through this, which is in its own page only.
  Object.assign(page()?.defaultView ?? {}, {
    __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
  });
  page()?.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    violations.push(`${violatedDirective} ${blockedURI}`);
  });
  return { page: page()!, violations };
}

describe('under a strict content security policy with Trusted Types', () => {
  it('works without a single violation', async () => {
    const { page, violations } = await pageUnder(`${STRICT} trusted-types lit-html 'allow-duplicates'`);
    const markdown = page.createElement('agent-markdown');
    Object.assign(markdown, { text: RICH_MARKDOWN });
    await waitUntil(() => page.querySelector('agent-chat')?.shadowRoot != null, 'defined', {
      timeout: 10_000,
    });
    page.body.append(markdown);
    await waitUntil(() => markdown.shadowRoot?.querySelector('pre') != null, 'markdown', { timeout: 10_000 });
    const chat = page.querySelector<AgentChat>('agent-chat')!;
    await waitUntil(() => chat.shadowRoot?.querySelector('.notice') != null, 'a notice', { timeout: 10_000 });
    const composer = chat.shadowRoot?.querySelector('agent-composer');
    expect(composer?.shadowRoot?.querySelector('textarea')).not.to.equal(null);
    const { borderTopLeftRadius } = page.defaultView!.getComputedStyle(
      composer!.shadowRoot!.querySelector('.box')!,
    );
    expect(borderTopLeftRadius).to.equal('24px');
    expect(violations).to.deep.equal([]);
  });

  it('says so in plain words where the page allows no policy at all', async () => {
    const { page } = await pageUnder(`${STRICT} trusted-types 'none'`);
    const chat = page.querySelector('agent-chat')!;
    await waitUntil(() => chat.textContent !== '', 'a notice', { timeout: 10_000 });
    expect(chat.textContent).to.contain('must allow the Trusted Types policy “lit-html”');
    expect(chat.shadowRoot).to.equal(null);
  });

  it('says so where the page imports the elements later', async () => {
    const lazily = new URL('./test-support/lazy-definitions.ts', import.meta.url);
    const { page } = await pageUnder(`${STRICT} trusted-types 'none'`, '<agent-chat></agent-chat>', lazily);
    const chat = page.querySelector('agent-chat')!;
    const pressed = (): boolean => {
      page.body.click();
      return chat.textContent !== '';
    };
    await waitUntil(pressed, 'a notice', { timeout: 10_000 });
    expect(chat.textContent).to.contain('must allow the Trusted Types policy “lit-html”');
  });

  it('says so in place of each element, also of one that comes later, in the language of the page', async () => {
    const { page } = await pageUnder(
      `${STRICT} trusted-types 'none'`,
      `<agent-markdown></agent-markdown>
      <agent-chat-provider lang="de-AT"><h1>Hilfe</h1><agent-message-list></agent-message-list></agent-chat-provider>`,
    );
    const words = (selector: string): string => page.querySelector(selector)?.textContent ?? '';
    await waitUntil(() => words('agent-markdown') !== '', 'a notice', { timeout: 10_000 });
    expect(words('agent-markdown')).to.contain('must allow');
    expect(words('agent-message-list')).to.contain('muss die Trusted-Types-Richtlinie „lit-html“ erlauben');
    expect(words('h1')).to.equal('Hilfe');
    page.body.append(page.createElement('agent-composer'));
    await waitUntil(() => words('agent-composer').includes('must allow'), 'the later notice');
    expect(page.querySelectorAll('[role=alert]')).to.have.length(3);
  });
});
