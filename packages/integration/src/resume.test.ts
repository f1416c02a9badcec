import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ChatClient,
  type ChatState,
  createChatClient,
  createTransport,
  selectView,
  visitorSession,
} from '@agent-chat/client';
import { type FaultProxy, startFaultProxy, until, watchScreen } from '@agent-chat/client/test-support';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainConversation } from './support/cuts/comparable.js';
import { type SliceServer, startSliceServer } from './support/slice-server.js';
import { ANSWER, talkativeAgent } from './support/talkative-agent.js';

// Each byte has its turn in every-byte/; this is the whole path, from SQLite on, at its own pace.
const CUTS = FULL ? 200 : 2;
const TRANSPORTS = ['sse', 'websocket', 'long_poll'] as const;

let server: SliceServer;
beforeAll(async () => {
  server = await startSliceServer(talkativeAgent(2));
});
afterAll(() => server.close());

/** What a person sees in the end, as plain JSON. */
function shown(state: ChatState): unknown {
  const { conversation, drafts, pending } = state;
  return JSON.parse(
    JSON.stringify({
      conversation: conversation && plainConversation(conversation),
      view: selectView(state),
      drafts,
      pending,
    }),
  );
}

function isAnswered(state: ChatState, turn: number): boolean {
  const control = state.conversation?.control;
  return control !== undefined && control.lastTurn >= turn && control.openTurn === null;
}

describe.each(TRANSPORTS)('over %s', (transportName) => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    proxy = await startFaultProxy(server.port);
  });
  afterAll(() => proxy.close());

  async function open(
    url: string,
    session: { conversationId: string; sessionToken: string },
  ): Promise<ChatClient> {
    const client = createChatClient({
      transport: createTransport(transportName, { url, token: session.sessionToken }),
      conversationId: session.conversationId,
      backoff: { baseMs: 5, maxMs: 50 },
    });
    client.connect();
    return client;
  }

  it(`shows the same after each of ${CUTS} cuts at random moments as without one`, async () => {
    const random = seeded(transportName.length);
    let broken = 0;
    for (let run = 0; run < CUTS; run++) {
      const session = await visitorSession({ url: server.url, slug: 'demo', storage: null });
      const cut = await open(proxy.url, session);
      const whole = await open(server.url, session);
      const faults = watchScreen(cut);
      await until(cut, (state) => state.connection.status === 'live');
      const before = proxy.cuts();
      proxy.cutAfter(Math.floor(random() * 9_000));
      const sent = cut.sendMessage({ text: `Question ${run}` });
      await until(whole, (state) => isAnswered(state, 2));
      await sent;
      // Past the end of the stream: a cut that has not come yet comes now.
      if (proxy.cuts() === before) proxy.cut();
      await until(cut, (state) => isAnswered(state, 2) && state.connection.status === 'live');
      broken += proxy.cuts() - before;
      expect(shown(cut.getState())).toEqual(shown(whole.getState()));
      expect(faults(), `run ${run}`).toEqual([]);
      cut.close();
      whole.close();
    }
    expect(broken).toBeGreaterThanOrEqual(CUTS);
  }, 900_000);

  it('goes on with an answer where it was when the page is loaded again', async () => {
    const session = await visitorSession({ url: server.url, slug: 'demo', storage: null });
    const first = await open(server.url, session);
    await first.sendMessage({ text: 'Question' });
    await until(first, (state) =>
      state.drafts.some((draft) => draft.kind === 'text' && draft.text.length > 200),
    );
    const textBefore = first.getState().drafts.find((draft) => draft.kind === 'text')?.text ?? '';
    first.close();
    const second = await open(server.url, session);
    await until(second, (state) => state.connection.status === 'live');
    const draft = second.getState().drafts.find((one) => one.kind === 'text');
    expect(draft?.text.startsWith(textBefore)).toBe(true);
    await until(second, (state) => isAnswered(state, 2));
    expect(JSON.stringify(shown(second.getState()))).toContain(JSON.stringify(ANSWER).slice(1, -1));
    second.close();
  });

  it('keeps what was typed without a connection, and sends it once', async () => {
    const session = await visitorSession({ url: server.url, slug: 'demo', storage: null });
    const own = await startFaultProxy(server.port);
    const client = await open(own.url, session);
    await until(client, (state) => state.connection.status === 'live');
    // The answer to the first command is lost: the server has it, the client cannot know.
    own.cutAfter(0);
    const acknowledged = client.sendMessage({ text: 'Once' });
    expect(client.getState().pending).toMatchObject([{ status: 'sending' }]);
    await acknowledged;
    await until(client, (state) => isAnswered(state, 2));
    await sleep(20);
    const entries = [...(client.getState().conversation?.timeline.entries ?? [])];
    expect(entries.filter((entry) => entry.kind === 'message' && entry.message.role === 'user')).toHaveLength(
      1,
    );
    expect(client.getState().pending).toEqual([]);
    client.close();
    await own.close();
  });

  it('shows one conversation to nobody of another', async () => {
    const one = await visitorSession({ url: server.url, slug: 'demo', storage: null });
    const other = await visitorSession({ url: server.url, slug: 'demo', storage: null });
    const spy = await open(server.url, { ...other, conversationId: one.conversationId });
    await until(spy, (state) => state.connection.status === 'closed');
    expect(spy.getState().connection.error).toMatchObject({ code: 'UnknownConversation' });
    expect(spy.getState().conversation).toBeNull();
    spy.close();
  });
});

it('shows the same to a reader over SSE and to one over WebSocket', async () => {
  const session = await visitorSession({ url: server.url, slug: 'demo', storage: null });
  const clients = TRANSPORTS.map((name) =>
    createChatClient({
      transport: createTransport(name, { url: server.url, token: session.sessionToken }),
      conversationId: session.conversationId,
    }),
  );
  for (const client of clients) client.connect();
  await Promise.all(clients.map((client) => until(client, (state) => state.connection.status === 'live')));
  await clients[0]?.sendMessage({ text: 'From the first' });
  await Promise.all(clients.map((client) => until(client, (state) => isAnswered(state, 2))));
  await clients[1]?.sendMessage({ text: 'From the second' });
  await Promise.all(clients.map((client) => until(client, (state) => isAnswered(state, 4))));
  const [first, second] = clients.map((client) => shown(client.getState()));
  expect(first).toEqual(second);
  for (const client of clients) client.close();
});
