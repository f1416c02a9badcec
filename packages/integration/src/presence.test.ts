import {
  type ChatClient,
  type ChatState,
  createChatClient,
  createTransport,
  inProcessTransport,
  type Transport,
} from '@agent-chat/client';
import { until } from '@agent-chat/client/test-support';
import { createOrchestrator, systemClock } from '@agent-chat/core';
import type { Caller } from '@agent-chat/protocol';
import { createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TEST_STORES, type TestStore } from './support/test-stores.js';

const member = (participantId: string): Caller => ({ kind: 'member', tenant: 'default', participantId });
const NETWORK = ['sse', 'websocket', 'long_poll'] as const;

function hasMessage({ conversation }: ChatState): boolean {
  return [...(conversation?.timeline.entries ?? [])].some((entry) => entry.kind === 'message');
}

describe.each(TEST_STORES.filter(({ skipped }) => skipped === false))('two people on $name', (kind) => {
  let store: TestStore;
  let url: string;
  let close: () => Promise<void>;
  let transportOf: (name: string, participantId: string) => Transport;

  beforeAll(async () => {
    store = await kind.open(systemClock());
    const orchestrator = createOrchestrator({ store });
    const server = createServer({
      orchestrator,
      store,
      interfaces: [],
      // The token is who it is.
      authenticate: async (request) => {
        const token = request.headers.get('authorization')?.replace('Bearer ', '');
        return token === undefined ? null : member(token);
      },
    });
    const listener = await listen({ server, port: 0 });
    url = listener.url;
    transportOf = (name, participantId) =>
      name === 'in_process'
        ? inProcessTransport(orchestrator.as(member(participantId)))
        : createTransport(name, { url, token: participantId });
    for (const name of [...NETWORK, 'in_process']) {
      await orchestrator.as(member('ada')).call('createConversation', {
        clientRequestId: `create ${name}`,
        conversationId: `presence over ${name}`,
        participants: ['ada', 'eve'].map((participantId) => {
          return { participantId, kind: 'user', displayName: participantId };
        }),
      });
    }
    close = async () => {
      await listener.close();
      await orchestrator.close();
      await store.close();
    };
  });
  afterAll(() => close());

  it.each([...NETWORK, 'in_process'])('see each other come, write and say it over %s', async (name) => {
    const join = (participantId: string): ChatClient => {
      const transport = transportOf(name, participantId);
      const client = createChatClient({ transport, conversationId: `presence over ${name}` });
      onTestFinished(() => {
        client.close();
        transport.close();
      });
      client.connect();
      return client;
    };
    const ada = join('ada');
    await until(ada, ({ connection }) => connection.status === 'live');
    // Nobody is there to be told.
    ada.setTyping(true);
    const eve = join('eve');
    expect((await until(eve, ({ connection }) => connection.status === 'live')).presence).toEqual(['ada']);
    expect((await until(ada, ({ presence }) => presence.length > 0)).presence).toEqual(['eve']);
    eve.setTyping(true);
    expect((await until(ada, ({ typing }) => typing.length > 0)).typing).toEqual(['eve']);
    expect(eve.getState().typing).toEqual([]);
    let isShownTwice = false;
    ada.subscribe(() => {
      isShownTwice ||= hasMessage(ada.getState()) && ada.getState().typing.length > 0;
    });
    await eve.sendMessage({ text: 'Here I am.' });
    await until(ada, hasMessage);
    expect(ada.getState().typing).toEqual([]);
    expect(isShownTwice).toBe(false);
    eve.close();
    expect(ada.getState().presence).toEqual(['eve']);
    expect(eve.getState().presence).toEqual([]);
  });
});
