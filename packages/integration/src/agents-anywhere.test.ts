import { startAgents } from '@agent-chat/agents/remote';
import { createTransport, inProcessTransport, type Transport } from '@agent-chat/client';
import type { ConversationEvent, Frame } from '@agent-chat/protocol';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bookingAgent } from './support/anywhere/booking-agent.js';
import { browserAssets } from './support/anywhere/browser-assets.js';
import type { PageGlobals, PageOptions } from './support/anywhere/browser-page.js';
import { launchChromium, openPage } from './support/browser.js';
import { type RunnerServer, startRunnerServer } from './support/runner-server.js';

// The same agent wherever `startAgents` runs it, over every transport.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Long for a busy machine, and short for who waits until a dead runner's lease has run out. */
const LEASE_MS = 3_000;

let server: RunnerServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  server = await startRunnerServer(LEASE_MS, await browserAssets());
  browser = await launchChromium();
  page = await newPage();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function newPage(): Promise<Page> {
  const opened = await openPage(await browser.newContext(), server.url);
  await opened.page.waitForFunction(() => 'serve' in globalThis);
  return opened.page;
}

/** Runs the agent somewhere; the function that it gives lets go of it. */
type Serve = (options: PageOptions) => Promise<() => Promise<void>>;

const inPage =
  (where: () => Page): Serve =>
  async (options) => {
    await where().evaluate((given) => (globalThis as unknown as PageGlobals).serve(given), options);
    return () =>
      where().evaluate(
        (conversationId) => (globalThis as unknown as PageGlobals).stop(conversationId),
        options.conversationId,
      );
  };

const inNode: Serve = async ({ transport: name, conversationId, turnRecoveryMode = 'resume', mayHang }) => {
  const transport: Transport =
    name === 'in_process'
      ? inProcessTransport(server.bot)
      : createTransport(name, { url: server.url, token: 'bot-token' });
  const started = startAgents({
    transport,
    conversationId,
    agents: { bot: bookingAgent({ mayHang: mayHang ?? false }) },
    turnRecoveryMode,
  });
  return async () => {
    await started.stop();
    transport.close();
  };
};

const PLACES: readonly (readonly [string, string, Serve])[] = [
  ['the process of the server', 'in_process', inNode],
  ...['sse', 'websocket', 'long_poll'].map((name) => ['a process', name, inNode] as const),
  ...['sse', 'websocket', 'long_poll'].map((name) => ['a browser', name, inPage(() => page)] as const),
];

async function frameOf(conversationId: string, found: (frame: Frame) => boolean): Promise<Frame> {
  for await (const frame of server.ada.subscribe({ conversationId, cursor: '0' })) {
    if (found(frame)) return frame;
  }
  throw new Error('The subscription ended.');
}

/** The message of the agent that closes its first or its only turn. */
async function answerIn(conversationId: string): Promise<{ text: string; status: string; code?: string }> {
  const { data } = await frameOf(
    conversationId,
    (frame) => frame.kind === 'event' && frame.data.author === 'bot' && frame.data.finality === 'turn',
  );
  const { parts, outcome } = (data as ConversationEvent).payload as {
    parts: readonly { text?: string }[];
    outcome?: { status: string; reason?: { code: string } };
  };
  const code = outcome?.reason?.code;
  const text = parts.map((part) => part.text ?? '').join('');
  return { text, status: outcome?.status ?? 'complete', ...(code !== undefined && { code }) };
}

const typesOf = (log: readonly ConversationEvent[]): readonly string[] =>
  log.filter(({ author, type }) => author === 'bot' || type === 'execution_started').map(({ type }) => type);

const WHOLE = ['execution_started', 'message', 'tool_call', 'tool_started', 'tool_result', 'message'];

describe.concurrent.each(PLACES)('an agent in %s, over %s', (where, transport, serve) => {
  const named = (what: string): string => `${what}-${where}-${transport}`.replaceAll(' ', '-');

  it('shows what it writes, uses its tool, and answers', async ({ onTestFinished }) => {
    const conversationId = named('answer');
    await server.create(conversationId);
    const leave = await serve({ transport, conversationId });
    onTestFinished(leave);
    const drafted = frameOf(conversationId, ({ kind }) => kind === 'draft');
    await server.say(conversationId, 'Book it');
    await drafted;
    expect(await answerIn(conversationId)).toEqual({ text: 'Booked.', status: 'complete' });
    expect(typesOf(await server.log(conversationId))).toEqual(WHOLE);
  });

  it.for(['graceful', 'hard'] as const)(
    'ends on a %s stop with what it has written',
    async (mode, { onTestFinished }) => {
      const conversationId = named(mode);
      await server.create(conversationId);
      const leave = await serve({ transport, conversationId });
      onTestFinished(leave);
      const drafted = frameOf(conversationId, ({ kind }) => kind === 'draft');
      await server.say(conversationId, 'Book it, be slow');
      await drafted;
      await server.ada.call('stop', { conversationId, clientRequestId: 'stop', turn: 2, mode });
      const { text, status } = await answerIn(conversationId);
      expect(status).toBe('stopped');
      expect(text).toMatch(/^I will /);
    },
  );

  it('lets go when it is stopped, and another goes on with the turn', async ({ onTestFinished }) => {
    const conversationId = named('leave');
    await server.create(conversationId);
    const leave = await serve({ transport, conversationId, mayHang: true });
    const started = frameOf(
      conversationId,
      (frame) => frame.kind === 'event' && frame.data.type === 'tool_started',
    );
    await server.say(conversationId, 'Book it, and hang');
    await started;
    await leave();
    onTestFinished(await inNode({ transport: 'in_process', conversationId }));
    expect(await answerIn(conversationId)).toMatchObject({ code: 'tool_outcome_unknown' });
  });
});

it.concurrent('an agent and its orchestrator both live in a browser, without a server', async () => {
  const log = await page.evaluate(() => (globalThis as unknown as PageGlobals).answerAlone());
  expect(typesOf(log)).toEqual(WHOLE);
});

describe.concurrent.each([
  ['a process', inNode],
  ['a browser', inPage(() => page)],
] as const)('a turn whose page went away in the middle, taken up by %s', (where, serve) => {
  it.for([
    ['resume', { code: 'tool_outcome_unknown' }],
    ['restart', { text: 'Booked.', status: 'complete' }],
  ] as const)('by the mode %s', async ([turnRecoveryMode, answer], { onTestFinished }) => {
    const conversationId = `${turnRecoveryMode}-${where}`.replaceAll(' ', '-');
    await server.create(conversationId);
    const gone = await newPage();
    await inPage(() => gone)({ transport: 'websocket', conversationId, mayHang: true });
    const started = frameOf(
      conversationId,
      (frame) => frame.kind === 'event' && frame.data.type === 'tool_started',
    );
    await server.say(conversationId, 'Book it, and hang');
    await started;
    await gone.context().close();
    onTestFinished(await serve({ transport: 'websocket', conversationId, turnRecoveryMode }));
    expect(await answerIn(conversationId)).toMatchObject(answer);
  });
});
