import {
  type ChatClient,
  type ChatState,
  createChatClient,
  createTransport,
  type PendingCommand,
  platformEnvironment,
  type Transport,
} from '@agent-chat/client';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import type { Caller } from '@agent-chat/protocol';
import { createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { describe, expect, it, onTestFinished } from 'vitest';

// A server that takes a message a minute, and a client that has three. Nobody waits: the server's clock
// goes on by what the client would have waited, so that a try that came too early would be refused again.

const WINDOW_MS = 60_000;
const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };

interface Served {
  readonly url: string;
  readonly conversationId: string;
  /** What was said, in order. */
  said(): Promise<string[]>;
}

async function serve(clock: { now(): number }): Promise<Served> {
  const timed = { ...clock, after: platformEnvironment().after };
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store });
  await orchestrator.start();
  const server = createServer({
    orchestrator,
    store,
    interfaces: [],
    clock: timed,
    memberLimit: { messages: 1, windowSeconds: WINDOW_MS / 1_000 },
    authenticate: () => Promise.resolve(ADA),
  });
  const listener = await listen({ server, port: 0 });
  onTestFinished(async () => {
    await listener.close();
    await orchestrator.close();
  });
  const api = orchestrator.as(ADA);
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'create',
    participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
  });
  return {
    url: listener.url,
    conversationId,
    async said() {
      const { events } = await api.call('getEvents', { conversationId });
      return events.flatMap(({ type, payload }) =>
        type === 'message' ? [(payload as { parts: { text: string }[] }).parts[0]?.text ?? ''] : [],
      );
    },
  };
}

/** `transport`, and how often it was asked to send a message. */
function counting(transport: Transport, asked: { times: number }): Transport {
  return {
    name: transport.name,
    call: (method, params, options) => {
      if (method === 'sendMessage') asked.times += 1;
      return transport.call(method, params, options);
    },
    subscribe: (params, options) => transport.subscribe(params, options),
    close: () => transport.close(),
  };
}

const isLive = ({ connection }: ChatState): boolean => connection.status === 'live';

describe.each(['sse', 'websocket', 'long_poll'])('messages over %s that come too often', (transport) => {
  it('wait as long as the server says, tell until when, and are sent once and in order', async () => {
    let skippedMs = 0;
    const now = (): number => Date.now() + skippedMs;
    const served = await serve({ now });
    const asked = { times: 0 };
    const client: ChatClient = createChatClient({
      transport: counting(createTransport(transport, { url: served.url, token: 'ada' }), asked),
      conversationId: served.conversationId,
      environment: {
        ...platformEnvironment(),
        now,
        after(delayMs, callback) {
          const timer = setTimeout(() => {
            skippedMs += delayMs;
            callback();
          }, 0);
          return () => clearTimeout(timer);
        },
      },
    });
    onTestFinished(() => client.close());
    const held = new Map<number, PendingCommand>();
    client.subscribe(() => {
      const [first] = client.getState().pending;
      if (first?.retryAt !== undefined) held.set(first.retryAt, first);
    });
    client.connect();
    await expect.poll(() => isLive(client.getState())).toBe(true);
    const startedAt = now();
    await Promise.all(['One', 'Two', 'Three'].map((text) => client.sendMessage({ text })));
    expect(await served.said()).toEqual(['One', 'Two', 'Three']);
    expect(now() - startedAt).toBeGreaterThanOrEqual(2 * WINDOW_MS);
    // Each of the others was refused once: the time that the server told was neither missed nor doubled.
    expect(asked.times).toBe(5);
    expect([...held.values()]).toMatchObject(
      ['Two', 'Three'].map((text) => ({
        status: 'sending',
        params: { parts: [{ text }] },
        error: { code: 'RateLimited', details: { retryAfterMs: expect.any(Number) as number } },
      })),
    );
  });
});
