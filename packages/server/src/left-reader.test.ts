import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from './server.js';
import type { SocketPeer } from './websocket/socket-peer.js';

const MEMBER = { kind: 'member', tenant: 'default', participantId: 'ada' } as const;
const PEER: SocketPeer = { bufferedAmount: 0, send() {}, close() {}, pause() {}, resume() {} };

/** A server that learns only when it is told who calls, and what it reads for its callers. */
async function slowServer() {
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store, agents: {} });
  onTestFinished(() => orchestrator.close());
  const { conversationId } = await orchestrator.as(MEMBER).call('createConversation', {
    clientRequestId: 'c',
    participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
  });
  const reads = { begun: 0, ended: 0 };
  const known = Promise.withResolvers<typeof MEMBER>();
  const asked = Promise.withResolvers<void>();
  const server = createServer({
    orchestrator: {
      ...orchestrator,
      as: (caller) => ({
        ...orchestrator.as(caller),
        async *subscribe(...params) {
          reads.begun += 1;
          try {
            yield* orchestrator.as(caller).subscribe(...params);
          } finally {
            reads.ended += 1;
          }
        },
      }),
    },
    store,
    interfaces: [],
    authenticate: () => {
      asked.resolve();
      return known.promise;
    },
  });
  return { server, conversationId, reads, asked: asked.promise, tell: () => known.resolve(MEMBER) };
}

describe('a reader who leaves before the server knows who it is', () => {
  it('is not read for over a WebSocket', async () => {
    const { server, conversationId, reads, asked, tell } = await slowServer();
    const socket = server.webSocket.open(PEER, new Request('http://localhost/api/ws'));
    const ask = (id: number, method: string, params: object): void =>
      socket.message(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    ask(1, 'authenticate', { token: 'of-ada' });
    for (let id = 2; id < 10; id += 1) ask(id, 'subscribe', { conversationId });
    await asked;
    socket.closed();
    tell();
    await expect.poll(() => reads).toEqual({ begun: 8, ended: 8 });
  });

  it('is not read for over HTTP', async () => {
    const { server, conversationId, reads, asked, tell } = await slowServer();
    const leaving = new AbortController();
    const url = `http://localhost/api/conversations/${conversationId}/stream`;
    const answer = server.fetch(
      new Request(url, { headers: { authorization: 'Bearer of-ada' }, signal: leaving.signal }),
    );
    await asked;
    leaving.abort();
    tell();
    await answer;
    await expect.poll(() => reads).toEqual({ begun: 1, ended: 1 });
  });
});
