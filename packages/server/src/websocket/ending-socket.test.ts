import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from '../server.js';
import { ManualClock } from '../test-support/manual-clock.js';

const OPERATOR = { kind: 'operator', tenant: 'default', participantId: 'operator' } as const;

/** A socket with a call under way that takes an hour, of a conversation in which an agent never answers. */
async function waitingSocket() {
  const started = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({
    store,
    agents: {
      slow: {
        async *run({ signal }) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          yield* [];
        },
      },
    },
  });
  onTestFinished(() => orchestrator.close());
  const { conversationId } = await orchestrator.as(OPERATOR).call('createConversation', {
    clientRequestId: 'c',
    participants: [
      { participantId: 'operator', kind: 'user', displayName: 'Ada' },
      { participantId: 'slow', kind: 'agent', displayName: 'Slow' },
    ],
  });
  await orchestrator.as(OPERATOR).call('sendMessage', {
    conversationId,
    clientRequestId: 'm',
    parts: [{ type: 'text', partId: 'p1', text: 'Take your time.' }],
  });
  const clock = new ManualClock();
  const server = createServer({
    orchestrator: {
      ...orchestrator,
      as: (caller) => ({
        ...orchestrator.as(caller),
        call(method, params, options) {
          if (method === 'runToCompletion') {
            options?.signal?.addEventListener('abort', () => left.resolve());
            started.resolve();
          }
          return orchestrator.as(caller).call(method, params, options);
        },
      }),
    },
    store,
    interfaces: [],
    authenticate: async () => OPERATOR,
    clock,
  });
  const sent: string[] = [];
  const closed: number[] = [];
  const socket = server.webSocket.open(
    {
      bufferedAmount: 0,
      send: (text) => void sent.push(text),
      close: (code) => void closed.push(code),
      pause() {},
      resume() {},
    },
    new Request('http://localhost/api/ws', { headers: { authorization: 'Bearer token' } }),
  );
  const ask = (id: number, method: string, params: object): void =>
    socket.message(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  ask(1, 'runToCompletion', { conversationId, timeoutMs: 3_600_000 });
  await started.promise;
  return { server, socket, clock, ask, sent, closed, left: left.promise };
}

it('a socket that ends waits for its calls for five seconds at most, and answers what comes meanwhile', async () => {
  const { server, socket, clock, ask, sent, closed } = await waitingSocket();
  onTestFinished(() => socket.closed());
  server.close();
  ask(2, 'ping', {});
  expect(JSON.parse(sent.at(-1) ?? '')).toMatchObject({ id: 2, error: { data: { code: 'Unavailable' } } });
  await clock.advance(4_000);
  expect(closed).toEqual([]);
  await clock.advance(1_000);
  expect(closed).toEqual([1001]);
});

it('who waits for a conversation and leaves keeps no place among those who wait', async () => {
  const { socket, left } = await waitingSocket();
  socket.closed();
  await left;
});
