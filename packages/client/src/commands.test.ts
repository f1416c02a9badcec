import { positions, seeded } from '@agent-chat/protocol/test-support';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatClient } from './chat-client.js';
import { memoryPendingStorage, webPendingStorage } from './storage/pending-storage.js';
import { clientOf, TRANSPORTS, until } from './test-support/clients.js';
import { type ContractServer, startContractServer } from './test-support/contract-server.js';
import { created, said, started, text } from './test-support/events.js';
import { type FaultProxy, startFaultProxy } from './test-support/fault-proxy.js';
import { ScriptedWorld } from './test-support/scripted-world.js';
import { memoryWebStorage } from './test-support/web-storage.js';

let server: ContractServer;
let proxy: FaultProxy;
const clients: ChatClient[] = [];

beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created });
  server = await startContractServer(world);
  proxy = await startFaultProxy(server.port);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await proxy.close();
  await server.close();
});

async function connected(
  transport: string,
  options: Parameters<typeof clientOf>[2] = {},
): Promise<ChatClient> {
  const client = clientOf(proxy.url, transport, options);
  clients.push(client);
  client.connect();
  await until(client, ({ connection }) => connection.status === 'live');
  return client;
}

function loggedTexts(): unknown[] {
  return server.world.log
    .filter(({ type }) => type === 'message')
    .map(({ payload }) => (payload as { parts: [{ text: string }] }).parts[0].text);
}

describe.each(TRANSPORTS)('commands over %s', (transport) => {
  it('are logged exactly once, wherever the line is cut', { timeout: 3_600_000 }, async () => {
    const client = await connected(transport);
    const exchange = { up: proxy.passed('up'), down: proxy.passed() };
    await client.sendMessage({ text: 'Measured 📏' });
    await until(client, ({ sent, conversation }) => sent.length === 0 && conversation?.control.seq === 2);
    exchange.up = proxy.passed('up') - exchange.up;
    exchange.down = proxy.passed() - exchange.down;
    expect(Math.min(exchange.up, exchange.down)).toBeGreaterThan(200);

    const expected = ['Measured 📏'];
    for (const direction of ['up', 'down'] as const) {
      for (const position of positions(exchange[direction], 30, seeded(7))) {
        const content = `${direction} ${position}`;
        proxy.cutAfter(position, direction);
        const result = await client.sendMessage({ text: content });
        expected.push(content);
        const state = await until(
          client,
          ({ connection, conversation }) =>
            connection.status === 'live' && conversation?.control.seq === server.world.head,
        );
        expect(loggedTexts(), content).toEqual(expected);
        expect(state.pending).toEqual([]);
        expect(state.sent).toEqual([]);
        expect(server.world.log[result.seq - 1]?.payload).toMatchObject({ messageId: result.messageId });
      }
    }
  });

  it('reach the server as the contract says', async () => {
    const client = await connected(transport);
    server.world.do({ event: said(1, 'm1', 'Hi') }, { event: started(2) });
    await until(client, ({ conversation }) => conversation?.control.openTurn?.turn === 2);
    const { messageId, queued } = await client.sendMessage({ parts: [text('Later?')] });
    expect(queued).toBe(true);
    await client.editQueued(messageId, [text('Later: /?#&%')], { delivery: 'steer' });
    await until(client, ({ conversation }) => conversation?.control.queue[0]?.delivery === 'steer');
    await client.cancelQueued(messageId);
    await client.stop({ mode: 'hard' });
    const state = await until(client, ({ conversation }) => conversation?.control.openTurn?.stop === 'hard');
    expect(state.conversation?.control.queue).toEqual([]);
    expect(server.world.log.slice(3).map(({ type }) => type)).toEqual([
      'message_queued',
      'queued_changed',
      'queued_removed',
      'stop_requested',
    ]);
  });

  it('survive a reload in the middle of sending', async () => {
    const storage = memoryPendingStorage();
    const before = await connected(transport, { storage });
    proxy.freezes = true;
    before.sendMessage({ text: 'Kept' }).catch(() => undefined);
    await expect.poll(() => proxy.swallowed()).toBeGreaterThan(0);
    before.close();
    proxy.freezes = false;
    const after = await connected(transport, { storage });
    await until(after, ({ pending, sent }) => pending.length === 0 && sent.length === 0);
    expect(loggedTexts()).toEqual(['Kept']);
    expect(storage.load()).toEqual([]);
  });

  it('reach a server that is asked before there is a subscription', async () => {
    const client = clientOf(server.url, transport);
    clients.push(client);
    await client.sendMessage({ text: 'First' });
    expect(loggedTexts()).toEqual(['First']);
    expect(client.getState()).toMatchObject({ pending: [], sent: [{ seq: 2 }] });
    await expect.poll(() => server.openSockets).toBe(0);
  });

  it('stop at a server that does not know the caller, visibly', async () => {
    const client = clientOf(server.url, transport, { token: 'bad-token' });
    clients.push(client);
    client.connect();
    const state = await until(client, ({ connection }) => connection.status === 'closed');
    expect(state.connection.error?.code).toBe('Unauthorized');
    await expect(client.sendMessage({ text: 'Hello' })).rejects.toMatchObject({ code: 'Unauthorized' });
    expect(client.getState().pending).toMatchObject([{ status: 'failed', error: { code: 'Unauthorized' } }]);
  });
});

it('a token is asked for again for each connection', async () => {
  const tokens = ['bad-token', 'good-token'];
  for (const transport of TRANSPORTS) {
    let asked = 0;
    const client = clientOf(server.url, transport, { token: (() => tokens[Math.min(asked++, 1)]) as never });
    clients.push(client);
    client.connect();
    await until(client, ({ connection }) => connection.status === 'closed');
    client.reconnectNow();
    await until(client, ({ connection }) => connection.status === 'live');
    expect(asked).toBe(2);
  }
});

describe.each(TRANSPORTS)('several tabs with one localStorage, over %s,', (transport) => {
  it('send what any of them was told exactly once, and show it settled in all', async () => {
    const storage = memoryWebStorage();
    const tab = (): Promise<ChatClient> =>
      connected(transport, { storage: webPendingStorage(storage, 'pending') });
    const first = await tab();
    const second = await tab();
    proxy.freezes = true;
    server.breakAll();
    void first.sendMessage({ text: 'From the first' }).catch(() => undefined);
    void first.stop().catch(() => undefined);
    void second.sendMessage({ text: 'From the second' }).catch(() => undefined);
    expect(storage.length).toBe(2);
    await expect.poll(() => proxy.swallowed()).toBeGreaterThan(0);
    // Loaded again, one of them has what both were told.
    first.close();
    proxy.freezes = false;
    proxy.cut();
    const third = await tab();
    const all = [second, third];
    for (const client of all) {
      await until(client, ({ pending, sent }) => pending.length + sent.length === 0);
      await until(client, ({ conversation }) => conversation?.control.seq === server.world.head);
    }
    expect(loggedTexts().sort()).toEqual(['From the first', 'From the second']);
    expect(storage.length).toBe(0);
  });
});

describe('a page that keeps nothing', () => {
  it.each<[string, () => Storage]>([
    [
      'because its storage is full',
      () => {
        const full = memoryWebStorage();
        full.setItem = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
        return full;
      },
    ],
    [
      'because it is denied',
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
    ],
  ])('%s sends all the same, and says so', async (_, storage) => {
    const warnings: string[] = [];
    const client = await connected('sse', {
      storage: webPendingStorage(storage, 'pending'),
      onWarning: ({ code }) => warnings.push(code),
    });
    await client.sendMessage({ text: 'Hello' });
    expect(loggedTexts()).toEqual(['Hello']);
    expect(warnings.length).toBeGreaterThan(0);
  });
});
