import { createAgent, defineTool, type ModelDelta } from '@agent-chat/agents';
import { elementAssets } from '@agent-chat/server/node';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, type TestContext, vi } from 'vitest';
import { launchChromium, openContext, openPage } from './support/browser.js';
import { heldModel } from './support/held-model.js';
import { loggedEvents } from './support/logged-events.js';
import { readable } from './support/readable.js';
import { startSliceServer } from './support/slice-server.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const text = (append: string): ModelDelta => ({ type: 'text', append });
const END: ModelDelta = { type: 'finish', reason: 'stop' };
const LOOK: readonly ModelDelta[] = [
  { type: 'tool_call', toolCallId: 'look', name: 'look', args: {} },
  { type: 'finish', reason: 'tool_calls' },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A page of a server whose model says what the test has it say, all of this test alone. */
async function openChat(onTestFinished: TestContext['onTestFinished']) {
  const model = heldModel();
  let endTool = (): void => undefined;
  const look = defineTool({
    name: 'look',
    description: 'Looks.',
    parameters: { type: 'object' },
    readOnly: true,
    run: () =>
      new Promise((resolve) => {
        endTool = () => resolve({ seen: 'a house' });
      }),
  });
  const assets = elementAssets(new URL('../../elements/dist/browser/agent-chat.js', import.meta.url).href);
  const server = await startSliceServer(createAgent({ model, tools: [look] }), assets);
  onTestFinished(() => server.close());
  const context = await openContext(browser, onTestFinished);
  onTestFinished(() => endTool());
  const { page, faults } = await openPage(context, `${server.url}/c/demo`);
  const shown = (status: string, side = 'agent') =>
    page.locator(`agent-message[side=${side}][status=${status}]`);
  const stop = () => page.locator('agent-composer [part=stop]');
  return {
    page,
    faults,
    model,
    shown,
    stop,
    /** Lets the tool that runs end. */
    endTool: () => endTool(),
    waiting: () => shown('queued', 'user'),
    async say(words: string): Promise<void> {
      const field = page.locator('agent-composer textarea');
      await field.fill(words);
      await page.locator('agent-composer [part=send]:not([disabled])').waitFor();
      await field.press('Enter');
    },
    /** Waits until the agent has begun to write, and has written so much. */
    async reads(words: string): Promise<void> {
      await vi.waitFor(async () => expect(await readable(shown('writing').last())).toContain(words), {
        timeout: 20_000,
      });
    },
    async isQuiet(): Promise<void> {
      await stop().waitFor({ state: 'detached' });
      await shown('writing').waitFor({ state: 'detached' });
    },
    /** What the list says, message by message. */
    answers: async (): Promise<string[]> => Promise.all((await shown('logged').all()).map(readable)),
  };
}

const it = test.extend('chat', ({ onTestFinished }) => openChat(onTestFinished));

describe.concurrent('one question at a time', () => {
  it('keeps the others where they can be seen, changed and taken back, and answers them in order', async ({
    expect,
    chat,
  }) => {
    const { faults, model, waiting, say, reads, isQuiet } = chat;
    await say('First');
    model.says(text('One is '));
    await reads('One is');
    for (const words of ['Second', 'Third', 'Fourth']) {
      await say(words);
      await waiting().filter({ hasText: words }).waitFor();
    }
    expect(await readable(waiting().first())).toContain('Sent after this answer');

    await waiting().first().getByRole('button', { name: 'Edit the waiting message' }).click();
    const field = waiting().first().locator('textarea');
    await field.fill('Second, in other words');
    await field.press('Enter');
    await waiting().filter({ hasText: 'in other words' }).waitFor();
    await waiting().filter({ hasText: 'Third' }).getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => waiting().count()).toBe(2);

    model.says(text('a number.'), END);
    await expect.poll(() => model.asked.at(-1)?.at(-1), { timeout: 20_000 }).toBe('Second, in other words');
    // The last one waits still: its turn has not come.
    await expect.poll(() => readable(waiting().first())).toContain('Fourth');
    model.says(text('Two.'), END);
    await expect.poll(() => model.asked.at(-1)?.at(-1), { timeout: 20_000 }).toBe('Fourth');
    model.says(text('Four.'), END);
    await isQuiet();
    expect(await waiting().count()).toBe(0);
    expect(model.asked.at(-1)).toEqual(['First', 'Second, in other words', 'Fourth']);
    expect(model.mostAtOnce).toBe(1);
    expect(faults.errors).toEqual([]);
  });

  it('takes one up in the turn that runs, between two steps, where a person says so', async ({
    expect,
    chat,
  }) => {
    const { page, faults, model, endTool, waiting, say, reads, isQuiet, answers } = chat;
    await say('Begin');
    model.says(text('I look. '));
    await reads('I look.');
    await say('Be brief');
    await waiting().getByRole('button', { name: 'Send now' }).click();
    await expect.poll(() => readable(waiting())).toContain('Is taken up at the next step');
    model.says(...LOOK);
    await page.locator('agent-tool-call').waitFor();
    endTool();
    await expect.poll(() => model.asked.length, { timeout: 20_000 }).toBe(2);
    expect(model.asked.at(-1)).toEqual(['Begin', 'Be brief']);
    model.says(text('A house.'), END);
    await isQuiet();
    // It was no turn of its own: nothing else is answered.
    expect(model.asked).toHaveLength(2);
    expect((await answers()).at(-1)).toContain('A house.');
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a stop', () => {
  it('lets the sentence end, keeps it, and says that it is not all', async ({ expect, chat }) => {
    const { faults, model, stop, say, reads, isQuiet, answers } = chat;
    await say('Count');
    model.says(text('One is a num'));
    await reads('One is a num');
    await stop().click();
    await expect.poll(() => stop().getAttribute('aria-label')).toBe('Stop at once');
    model.says(text('ber. Two is'), text(' another.'), END);
    await isQuiet();
    const [answer = ''] = await answers();
    expect(answer).toContain('One is a number.');
    expect(answer).not.toContain('Two');
    expect(answer).toContain('Stopped');
    expect(faults.errors).toEqual([]);
  });

  it('lets a tool end, shows its result, and begins nothing after it', async ({ expect, chat }) => {
    const { page, faults, model, stop, endTool, say, isQuiet } = chat;
    await say('Look');
    model.says(...LOOK);
    await page.locator('agent-tool-call').filter({ hasText: 'Running' }).waitFor();
    await stop().click();
    await expect.poll(() => stop().getAttribute('aria-label')).toBe('Stop at once');
    endTool();
    await isQuiet();
    await page.locator('agent-tool-call').filter({ hasText: 'Done' }).waitFor();
    expect(model.asked).toHaveLength(1);
    expect(faults.errors).toEqual([]);
  });

  it('pressed again ends it at once, and keeps what was written', async ({ expect, chat }) => {
    const { page, faults, model, shown, stop, waiting, say, reads, isQuiet, answers } = chat;
    await say('Count');
    model.says(text('One is a num'));
    await reads('One is a num');
    await say('And now?');
    await waiting().waitFor();
    await stop().click();
    await expect.poll(() => stop().getAttribute('aria-label')).toBe('Stop at once');
    await stop().click();
    await shown('logged').first().waitFor();
    const [answer = ''] = await answers();
    expect(answer).toContain('One is a num');
    expect(answer).toContain('Stopped');
    const stops = (await loggedEvents(page)).filter(({ type }) => type === 'stop_requested');
    expect(stops.map(({ payload }) => payload['mode'])).toEqual(['graceful', 'hard']);
    // What waits is answered: a stop is about one answer.
    await expect.poll(() => model.asked.at(-1)?.at(-1), { timeout: 20_000 }).toBe('And now?');
    model.says(text('Now this.'), END);
    await isQuiet();
    expect((await answers()).at(-1)).toContain('Now this.');
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('“Why?”', () => {
  it('is answered in one line below the message, with links to what it rests on', async ({
    expect,
    chat,
  }) => {
    const { page, faults, model, shown, endTool, say, isQuiet } = chat;
    await say('What is there?');
    model.says(...LOOK);
    await page.locator('agent-tool-call').waitFor();
    endTool();
    model.says(text('A house.'), END);
    await isQuiet();
    await shown('logged').last().getByRole('button', { name: 'Why?' }).click();
    await expect
      .poll(() => model.asked.at(-1)?.at(-1), { timeout: 20_000 })
      .toContain('Why did you write this?');
    model.says(text('I looked, and there was one.'), END);
    await isQuiet();
    const answer = shown('logged').last();
    await expect.poll(() => readable(answer)).toContain('I looked, and there was one.');
    const evidence = answer.locator('agent-card').getByRole('listitem');
    await expect
      .poll(async () => Promise.all((await evidence.all()).map(readable)))
      .toEqual(['Asked: “What is there?”', 'Result of look']);
    // It leads there: the question is what is read next.
    await evidence.first().getByRole('button').click();
    await page.locator('agent-message-list .found', { hasText: 'What is there?' }).waitFor();
    expect(faults.errors).toEqual([]);
  });
});
