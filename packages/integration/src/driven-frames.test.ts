import type { Browser, BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { FRAMES_KEEP_APART, launchChromium, openContext, openPage } from './support/browser.js';
import { field, launcher, panel } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage } from './support/host-page.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let browser: Browser;
let site: EmbedSite;
beforeAll(async () => {
  browser = await launchChromium(FRAMES_KEEP_APART);
  site = await startEmbedSite({}, []);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
const it = test.extend('context', ({ onTestFinished }) => openContext(browser, onTestFinished));

/** One that hears nothing: its pages say whether it is on. */
function giveMicrophone(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    class Recogniser extends EventTarget {
      start(): void {
        document.documentElement.dataset['microphone'] = 'on';
      }

      abort(): void {
        document.documentElement.dataset['microphone'] = 'off';
      }
    }
    Object.assign(globalThis, { SpeechRecognition: Recogniser });
  });
}

/** A page around a frame, with `chat` for what it is connected by. */
function pageAround(script = ''): string {
  const frame = `<iframe id="chat" src="${site.server}/embed/demo" title="Chat" width="400" height="600" allow="microphone"></iframe>`;
  const connect = `
    import { connectEmbed } from '${site.server}/elements/embed-host.js';
    window.chat = connectEmbed(document.querySelector('#chat'));
    ${script}`;
  return hostPage(site, site.first, frame, { script: connect });
}

describe.concurrent('a chat that its page drives', () => {
  it('has the text of the page in the field of its frame, also one that was given before it was there', async ({
    expect,
    context,
  }) => {
    const { page, faults } = await openPage(context, pageAround("window.chat.prefill('About order 12:');"));
    const frame = page.frameLocator('#chat');
    await expect.poll(() => field(frame).inputValue()).toBe('About order 12:');
    await page.evaluate("chat.prefill('And order 13.')");
    await expect.poll(() => field(frame).inputValue()).toBe('About order 12:\n\nAnd order 13.');
    await expect(page.evaluate("chat.prefill('x'.repeat(10_001))")).rejects.toThrow('10000');
    expect(await frame.locator('agent-message').count()).toBe(0);
    expect(faults.errors).toEqual([]);
  });

  it('listens no more when it is hidden', async ({ expect, context }) => {
    await giveMicrophone(context);
    const { page, faults } = await openPage(context, pageAround());
    const frame = page.frameLocator('#chat');
    const microphone = (): Promise<string | null> => frame.locator('html').getAttribute('data-microphone');
    await frame.getByRole('button', { name: 'Dictate' }).click();
    await expect.poll(microphone).toBe('on');
    await page.evaluate('chat.hide()');
    await expect.poll(microphone).toBe('off');
    expect(faults.errors).toEqual([]);
  });

  it('listens no more when its widget is closed', async ({ expect, context }) => {
    await giveMicrophone(context);
    const tag = `<script src="${site.server}/widget/demo.js" async></script>`;
    const { page, faults } = await openPage(context, hostPage(site, site.first, tag));
    await launcher(page).click();
    await panel(page).getByRole('button', { name: 'Dictate' }).click();
    const microphone = (): Promise<string | null> => page.locator('html').getAttribute('data-microphone');
    await expect.poll(microphone).toBe('on');
    await launcher(page).click();
    await expect.poll(microphone).toBe('off');
    expect(faults.errors).toEqual([]);
  });
});
