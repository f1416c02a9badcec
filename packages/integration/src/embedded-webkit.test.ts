// The widget, the frame and the page that stands alone, as Safari's engine shows them.
import { FULL } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage } from './support/host-page.js';
import type { StaticSite } from './support/static-site.js';
import { KEYS, launchWebKit, type WebKitBrowser, withoutWebKit } from './support/webkit-browser.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const FIELD = 'textarea';
/** Writes down what the policy of the page forbids. */
const WATCH = `window.violations = [];
  addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));`;

const why = FULL ? withoutWebKit : 'in full runs only';

describe.skipIf(why !== false)(`in WebKit${why === false ? '' : ` (${why})`}`, () => {
  let browser: WebKitBrowser;
  let site: EmbedSite;
  beforeAll(async () => {
    site = await startEmbedSite({ sessionTimeoutMinutes: 5 }, []);
    browser = await launchWebKit();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const until = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 });
  const count = (selector: string): Promise<number> =>
    browser.evaluate(`return findAll(${JSON.stringify(selector)}).length;`);
  const has = (text: string): Promise<boolean> =>
    browser.evaluate(
      `return findAll('agent-message').some((each) => findAll('*', each.shadowRoot ?? each).some((one) => one.textContent.includes(${JSON.stringify(text)})));`,
    );
  const chat = async (text: string): Promise<void> => {
    await until(() => count(FIELD)).toBe(1);
    await browser.type(FIELD, text);
    await browser.type(FIELD, KEYS.enter);
    await until(() => has(text)).toBe(true);
    await until(() => has('An answer.')).toBe(true);
  };
  const visit = async (host: StaticSite, body: string): Promise<void> => {
    await browser.open(hostPage(site, host, body, { script: WATCH }));
  };
  const frame = (path: string): string =>
    `<iframe src="${site.server}${path}" title="Chat" width="400" height="600"></iframe>`;

  /** In a frame of another site nothing has the focus before somebody has pressed there. */
  const enter = async (): Promise<void> => {
    await browser.enterFrame('iframe');
    await until(() => count(FIELD)).toBe(1);
    await browser.click('agent-chat');
  };

  it('the page that stands alone chats, and shows the conversation again after a reload', async () => {
    await browser.open(`${site.server}/c/demo`);
    await chat('Hello from Safari');
    await browser.open(`${site.server}/c/demo`);
    await until(() => has('Hello from Safari')).toBe(true);
  });

  it('the widget opens on a press under a strict policy, chats, and closes by Escape', async () => {
    await visit(site.first, `<script src="${site.server}/widget/demo.js" async></script>`);

    await until(() => count('.launcher')).toBe(1);
    await browser.click('.launcher');
    const expanded = (): Promise<string> =>
      browser.evaluate(`return find('.launcher').getAttribute('aria-expanded');`);
    await until(expanded).toBe('true');
    await chat('Hello by the widget');
    await browser.type(FIELD, KEYS.escape);
    await until(expanded).toBe('false');
    expect(await browser.evaluate('return violations;')).toEqual([]);
  });

  it('the frame chats in pages of two sites, in a conversation for each, and in no page of anybody else', async () => {
    await visit(site.first, frame('/embed/demo'));
    await enter();
    await chat('In the first shop');
    await visit(site.second, frame('/embed/demo'));
    await enter();
    await chat('In the second shop');
    expect(await has('In the first shop')).toBe(false);
    expect(await has('Hello from Safari')).toBe(false);

    for (const [host, path] of [
      [site.foreign, '/embed/demo'],
      [site.first, '/c/demo'],
    ] as const) {
      await visit(host, frame(path));
      await browser.enterFrame('iframe');
      // What is shown instead, or nothing at all: no chat, and nothing to press.
      await until(() => browser.evaluate('return document.readyState;')).toBe('complete');
      expect(await count('agent-chat, script, a, button')).toBe(0);
    }
  });
});
