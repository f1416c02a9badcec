import { createOrchestrator } from '@agent-chat/core';
import { appendOf, TENANT } from '@agent-chat/store-test-support';
import { Client, Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelOf, createPostgresBus } from './postgres-bus.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';
import { databaseUrl, skipReason, temporarySchema } from './test-support/test-database.js';

/** Statements of at most so many rows each are one round trip: their parameters go along with them. */
interface Counted {
  readonly store: PostgresStore;
  /** The statements that `work` sends, by any connection of the store. */
  statementsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
}

async function countedStore(schema: string): Promise<Counted> {
  const pool = new Pool({ connectionString: databaseUrl });
  onTestFinished(() => pool.end());
  let sent: string[] = [];
  // What `pool.query` asks for goes through a connection too.
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query(...args: unknown[]) {
        const [text] = args;
        sent.push(typeof text === 'string' ? text : String((text as { text?: string }).text));
        return query(...args);
      },
    });
  });
  const store = await createPostgresStore({ pool, schema });
  onTestFinished(() => store.close());
  return {
    store,
    async statementsOf(work) {
      sent = [];
      await work();
      return sent;
    },
  };
}

describe.skipIf(skipReason)(`round trips${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('are one for an append, for any number of them at once, and tell nobody meanwhile', async () => {
    const { store, statementsOf } = await countedStore(temporarySchema());
    const append = (conversationId: string, expectedSeq: number): Promise<unknown> =>
      store.events.append(appendOf({ conversationId, expectedSeq, text: 'hello' }));
    await append('one', 0);
    const alone = await statementsOf(() => append('one', 1));
    expect(alone).toHaveLength(1);
    expect(alone[0]).not.toMatch(/notify/i);

    const conversations = Array.from({ length: 64 }, (_, index) => `many ${index}`);
    const together = await statementsOf(() => Promise.all(conversations.map((id) => append(id, 0))));
    // The first goes at once; those that come meanwhile go together.
    expect(together.length).toBeLessThanOrEqual(2);
  });

  it('are one for a command, every decision included', async () => {
    const { store, statementsOf } = await countedStore(temporarySchema());
    const orchestrator = createOrchestrator({ store });
    onTestFinished(() => orchestrator.close());
    const api = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: 'ada' });
    const say = (text: string): Promise<unknown> =>
      api.call('sendMessage', {
        conversationId: 'held',
        clientRequestId: `say ${text}`,
        parts: [{ type: 'text', partId: 'p1', text }],
      });
    await api.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'held',
      participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
    });
    await say('first');
    expect(await statementsOf(() => say('second'))).toHaveLength(1);
  });
});

describe.skipIf(skipReason)(`what is said of appends${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('is said once for all that come close together', async () => {
    const schema = temporarySchema();
    const { store } = await countedStore(schema);
    const bus = await createPostgresBus({ connectionString: databaseUrl, schema });
    onTestFinished(() => bus.close());
    await expect.poll(() => bus.isListening).toBe(true);
    const listener = new Client({ connectionString: databaseUrl });
    await listener.connect();
    onTestFinished(() => listener.end());
    let heard = 0;
    listener.on('notification', () => {
      heard += 1;
    });
    await listener.query(`LISTEN ${channelOf(schema)}`);
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    for (let round = 0; round < 200; round++) {
      bus.publish({ type: 'events', tenant: TENANT, conversationId: 'one', seq: 1 });
    }
    await expect.poll(() => heard).toBeGreaterThan(0);
    // Another that came behind them would have been heard by the time this one is.
    await listener.query(`SELECT pg_notify('${channelOf(schema)}', 'last')`);
    await expect.poll(() => heard).toBeGreaterThan(1);
    expect(heard).toBeLessThanOrEqual(3);
  });
});
