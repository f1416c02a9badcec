import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from '../server.js';
import type { SocketPeer } from './socket-peer.js';

const OPERATOR = { kind: 'operator', tenant: 'default', participantId: 'operator' } as const;
const SUBSCRIPTIONS = 16;

/** A peer that takes something only when it is told to. */
class LazyPeer implements SocketPeer {
  bufferedAmount = 0;
  mostBuffered = 0;
  largest = 0;
  readonly methods: string[] = [];

  send(text: string): void {
    this.bufferedAmount += text.length;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount);
    this.largest = Math.max(this.largest, text.length);
    this.methods.push(/^\{"jsonrpc":"2.0","method":"(\w+)"/.exec(text)?.[1] ?? 'answer');
  }

  count(method: string): number {
    return this.methods.filter((each) => each === method).length;
  }

  close(): void {}
  pause(): void {}
  resume(): void {}
}

it.each([
  ['snapshots', {}],
  ['logs', { cursor: '0' }],
])('a socket that nobody reads holds one large frame, however many %s it asked for', async (_name, from) => {
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store, agents: {} });
  onTestFinished(() => orchestrator.close());
  const limits = { maxBufferedBytes: 10_000 };
  const server = createServer({
    orchestrator,
    store,
    interfaces: [],
    authenticate: async () => OPERATOR,
    limits,
  });
  const api = orchestrator.as(OPERATOR);
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'c',
    participants: [{ participantId: 'operator', kind: 'user', displayName: 'Operator' }],
  });
  for (const clientRequestId of ['r1', 'r2', 'r3']) {
    const parts = [{ type: 'text', partId: 'p1', text: 'x'.repeat(60_000) }];
    await api.call('sendMessage', { conversationId, clientRequestId, parts });
  }

  const peer = new LazyPeer();
  const socket = server.webSocket.open(peer, new Request('http://localhost/api/ws'));
  onTestFinished(() => socket.closed());
  const ask = (id: number, method: string, params: object): void =>
    socket.message(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  ask(0, 'authenticate', { token: 'operator' });
  for (let id = 1; id <= SUBSCRIPTIONS; id += 1) ask(id, 'subscribe', { conversationId, ...from });
  const takeAll = (): number => {
    peer.bufferedAmount = 0;
    return peer.count('caught_up');
  };
  await expect.poll(takeAll, { interval: 5, timeout: 5_000 }).toBe(SUBSCRIPTIONS);
  expect(peer.largest).toBeGreaterThan(60_000);
  expect(peer.mostBuffered).toBeLessThan(limits.maxBufferedBytes + peer.largest + 10_000);
});
