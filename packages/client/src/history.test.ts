import {
  AgentChatError,
  blankEvent,
  type ConversationEvent,
  isKnownEvent,
  isVisible,
  toSnapshot,
  emptyState,
  foldEvents,
  FOLD_VERSION,
} from '@agent-chat/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChatClient, createChatClient } from './chat-client.js';
import { ManualEnvironment } from './test-support/clients.js';
import {
  CONVERSATION_ID,
  answered,
  created,
  type EventSeed,
  eventAt,
  said,
  text,
} from './test-support/events.js';
import { caughtUp, chained, events, hello } from './test-support/frames.js';
import { type PuppetCall, PuppetTransport, settled } from './test-support/puppet-transport.js';

const VIEWER = { participantId: 'ada', operator: false };
const hidden: EventSeed = { type: 'note', author: 'system', audience: 'operators', payload: { text: 'x' } };
const LOG = [
  created,
  ...chained(null, said(1, 'm1', 'One'), answered(2, 'm2', [text('Two')]), said(3, 'm3', 'Three')),
  ...Array.from({ length: 6 }, () => hidden),
  ...chained('m3', answered(4, 'm4', [text('Four')]), said(5, 'm5', 'Five')),
].map((seed, index) => eventAt(index + 1, seed));

let client: ChatClient;
afterEach(() => client.close());

function connecting(environment = new ManualEnvironment()): PuppetTransport {
  const transport = new PuppetTransport();
  client = createChatClient({
    transport,
    conversationId: CONVERSATION_ID,
    environment,
  });
  client.connect();
  return transport;
}

/** The newest entry only. */
async function arrive(transport: PuppetTransport): Promise<void> {
  const state = toSnapshot(foldEvents(emptyState(CONVERSATION_ID), LOG), VIEWER, 1);
  transport.connection.push(
    hello({ head: LOG.length }),
    { kind: 'snapshot', data: { atSeq: LOG.length, foldVersion: FOLD_VERSION, state } },
    caughtUp(LOG.length),
  );
  await settled();
}

/** A client that knows the newest entry only. */
async function setUp(environment = new ManualEnvironment()): Promise<PuppetTransport> {
  const transport = connecting(environment);
  await arrive(transport);
  return transport;
}

/** Answers as a server does. */
function answer(call: PuppetCall | undefined, log: readonly ConversationEvent[] = LOG): void {
  const { beforeSeq, limit } = call?.params as { beforeSeq: number; limit: number };
  const fromSeq = Math.max(1, beforeSeq - limit);
  const page = log.filter(({ seq }) => seq >= fromSeq && seq < beforeSeq);
  call?.resolve({
    events: page.filter((event) => isVisible(event, VIEWER)),
    omitted: [],
    annotations: [],
    fromSeq,
    head: LOG.length,
  });
}

const messagesOf = (): string[] =>
  [...(client.getState().conversation?.timeline.entries ?? [])].flatMap((entry) =>
    entry.kind === 'message' ? [entry.message.messageId] : [],
  );

describe('older history', () => {
  it('is loaded page by page until it is complete, over what is not for this viewer', async () => {
    const transport = await setUp();
    expect(client.getState().history).toEqual({ status: 'partial', error: null });
    const newest = client.getState().conversation?.timeline.entries.at(-1);
    const pages: string[][] = [];
    while (client.getState().history.status !== 'complete') {
      const loaded = client.loadOlder({ limit: 3 });
      expect(client.getState().history.status).toBe('loading');
      let isLoaded = false;
      void loaded.then(() => {
        isLoaded = true;
      });
      while (!isLoaded) {
        const open = transport.calls.at(-1);
        if (open?.isOver === false) answer(open);
        await settled();
      }
      pages.push(messagesOf());
    }
    expect(pages.at(-1)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    for (const [index, page] of pages.entries()) {
      expect(page.length).toBeGreaterThan(pages[index - 1]?.length ?? 0);
    }
    expect(client.getState().conversation?.timeline.entries.at(-1)).toBe(newest);
    const calls = transport.calls.length;
    await client.loadOlder();
    expect(transport.calls).toHaveLength(calls);
  });

  it('goes together with what is logged meanwhile', async () => {
    const transport = await setUp();
    const loaded = Promise.all([client.loadOlder(), client.loadOlder()]);
    transport.connection.push(...events(LOG.length + 1, ...chained('m5', answered(6, 'm6', [text('Six')]))));
    await settled();
    answer(transport.calls[0]);
    await loaded;
    expect(messagesOf()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(client.getState().history.status).toBe('complete');
    expect(transport.calls).toHaveLength(1);
  });

  it('is asked for again when something was erased while it was on its way', async () => {
    const transport = await setUp();
    const loaded = client.loadOlder();
    const erased = { type: 'erased', author: 'system', payload: { seqs: [2] } };
    transport.connection.push(...events(LOG.length + 1, erased));
    await settled();
    answer(transport.calls[0]);
    await settled();
    const blanked = LOG.map((event) => (event.seq === 2 && isKnownEvent(event) ? blankEvent(event) : event));
    answer(transport.calls[1], blanked);
    await loaded;
    expect(messagesOf()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(JSON.stringify([...(client.getState().conversation?.timeline.entries ?? [])])).not.toContain(
      'One',
    );
    expect(client.getState().history.status).toBe('complete');
  });

  it('is loaded until something is there, whatever is logged meanwhile', async () => {
    const transport = await setUp();
    const first = client.loadOlder({ limit: 1 });
    answer(transport.calls[0]);
    await first;
    // Nothing of the next three pages is for this viewer.
    const loaded = client.loadOlder({ limit: 2 });
    transport.connection.push(...events(LOG.length + 1, ...chained('m5', answered(6, 'm6', [text('Six')]))));
    await settled();
    for (let page = 1; page <= 4; page += 1) {
      answer(transport.calls[page]);
      await settled();
    }
    await loaded;
    expect(messagesOf()).toEqual(['m2', 'm3', 'm4', 'm5', 'm6']);
  });

  it('that does not come is said, and can be asked for again', async () => {
    const transport = await setUp();
    const loaded = client.loadOlder();
    transport.calls[0]?.reject(new AgentChatError('ConnectionLost', 'Gone.'));
    await expect(loaded).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(client.getState().history).toMatchObject({ status: 'failed', error: { code: 'ConnectionLost' } });
    const again = client.loadOlder();
    answer(transport.calls[1]);
    await again;
    expect(client.getState().history.status).toBe('complete');
  });

  it('of a log that was restored meanwhile is not mixed with the new one', async () => {
    const environment = new ManualEnvironment();
    const transport = await setUp(environment);
    const loaded = client.loadOlder();
    transport.connection.fail(new AgentChatError('ConnectionLost', 'Gone.'));
    await settled();
    environment.advance(1_000);
    await settled();
    const state = toSnapshot(foldEvents(emptyState(CONVERSATION_ID), LOG.slice(0, 4)), VIEWER, 1);
    transport.connection.push(
      hello({ epoch: 'e2', head: 4 }),
      { kind: 'snapshot', data: { atSeq: 4, foldVersion: FOLD_VERSION, state } },
      caughtUp(4),
    );
    await settled();
    const before = messagesOf();
    answer(transport.calls[0]);
    await loaded;
    expect(messagesOf()).toEqual(before);
    expect(client.getState().history.status).toBe('partial');
  });

  it('goes on for the others when one of several callers leaves', async () => {
    const transport = await setUp();
    const own = new AbortController();
    const leaving = client.loadOlder({ signal: own.signal });
    const others = [client.loadOlder()];
    own.abort();
    others.push(client.loadOlder());
    await expect(leaving).rejects.toMatchObject({ code: 'Aborted' });
    expect(client.getState().history.status).toBe('loading');
    answer(transport.calls[0]);
    await Promise.all(others);
    expect(messagesOf()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(transport.calls).toHaveLength(1);
  });

  it('is called off when all callers have left, and asked for anew by the next one', async () => {
    const transport = await setUp();
    const own = [new AbortController(), new AbortController()];
    const leaving = own.map(({ signal }) => client.loadOlder({ signal }));
    for (const each of own) each.abort();
    for (const each of leaving) await expect(each).rejects.toMatchObject({ code: 'Aborted' });
    const loaded = client.loadOlder();
    expect(transport.calls.map(({ isOver }) => isOver)).toEqual([true, false]);
    answer(transport.calls[1]);
    await loaded;
    expect(client.getState().history).toEqual({ status: 'complete', error: null });
  });

  it('that is not older is no endless loop', async () => {
    const transport = await setUp();
    const loaded = client.loadOlder();
    transport.calls[0]?.resolve({ events: [], omitted: [], annotations: [], fromSeq: 12, head: 12 });
    await expect(loaded).rejects.toMatchObject({ code: 'MalformedFrame' });
  });
});

describe('older history of a conversation of which nothing has arrived', () => {
  it('is asked for once that is here, however long it takes', async () => {
    const environment = new ManualEnvironment();
    const transport = connecting(environment);
    let rounds = 0;
    const loadAll = async (): Promise<void> => {
      while (client.getState().history.status !== 'complete' && rounds < 9) {
        rounds += 1;
        await client.loadOlder();
      }
    };
    const loaded = loadAll();
    transport.connection.fail(new AgentChatError('ConnectionLost', 'Gone.'));
    await settled();
    environment.advance(1_000);
    await settled();
    expect(rounds).toBe(1);
    expect(client.getState().history).toEqual({ status: 'partial', error: null });

    await arrive(transport);
    expect(rounds).toBe(2);
    answer(transport.calls[0]);
    await loaded;
    expect(messagesOf()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(rounds).toBe(2);
  });

  it.each<[what: string, code: string, (transport: PuppetTransport, own: AbortController) => void]>([
    ['its caller leaves', 'Aborted', (_, own) => own.abort()],
    ['the client is closed', 'Aborted', () => client.close()],
    [
      'the server refuses the connection',
      'Forbidden',
      (transport) => transport.connection.fail(new AgentChatError('Forbidden', 'No.')),
    ],
  ])('is waited for no longer when %s', async (_, code, happens) => {
    const transport = connecting();
    const own = new AbortController();
    const { signal } = own;
    await settled();
    const waiting = client.loadOlder({ signal });
    happens(transport, own);
    await expect(waiting).rejects.toMatchObject({ code });
    // Nor from then on.
    await expect(client.loadOlder({ signal })).rejects.toMatchObject({ code });
    expect(client.getState().history).toEqual({ status: 'partial', error: null });

    client.reconnectNow();
    await settled();
    await arrive(transport);
    expect(client.getState().history).toEqual({ status: 'partial', error: null });
  });
});
