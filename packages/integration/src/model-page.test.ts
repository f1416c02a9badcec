import { LLMock } from '@copilotkit/aimock';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { type DemoServer, startDemoServer } from './support/demo-server.js';
import { readable } from './support/readable.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ANSWER = 'The answer is forty-two. It has always been forty-two, and that is the end of it.';

let browser: Browser;
let model: LLMock;
beforeAll(async () => {
  browser = await launchChromium();
  model = new LLMock({ port: 0, chunkSize: 6, latency: 5 });
  model.onMessage('whole', { content: ANSWER });
  model.onMessage('cut', { content: ANSWER }, { truncateAfterChunks: 8 });
  await model.start();
});
afterAll(async () => {
  await browser?.close();
  await model?.stop();
});

const PROVIDERS = [
  ['Anthropic', 'ANTHROPIC'],
  ['OpenAI', 'OPENAI'],
] as const;

it.each(PROVIDERS)(
  'a model of %s answers in the page, and a stream that is cut never looks finished',
  async (_, name) => {
    const server: DemoServer = await startDemoServer({
      [`${name}_API_KEY`]: 'a-key-for-tests',
      [`${name}_BASE_URL`]: model.url,
    });
    const context = await browser.newContext();
    const { page, faults } = await openPage(context, server.url);
    const answers = page.locator('agent-message[side=agent][status=logged]');
    const ask = async (text: string): Promise<void> => {
      await page.locator('agent-composer textarea').fill(text);
      await page.locator('agent-composer [part=send]:not([disabled])').waitFor();
      await page.locator('agent-composer textarea').press('Enter');
    };
    await ask('whole');
    await expect.poll(() => answers.count(), { timeout: 20_000 }).toBe(1);
    const whole = await readable(answers.first());
    expect(whole).toContain(ANSWER);
    expect(whole).not.toMatch(/cut short/i);
    await ask('cut');
    await expect.poll(() => answers.count(), { timeout: 20_000 }).toBe(2);
    const cut = await readable(answers.last());
    expect(cut).toContain('The answer is');
    expect(cut).not.toContain(ANSWER);
    expect(cut).toMatch(/cut short/i);
    expect(server.output()).not.toContain('a-key-for-tests');
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
    await context.close();
    await server.remove();
  },
);
