import { createOrchestrator } from '@agent-chat/core';
import { appendOf, TENANT } from '@agent-chat/store-test-support';
import { Client, Pool, type PoolClient } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelOf, createPostgresBus, type PostgresBus } from './postgres-bus.js';
import { createPostgresStore, type PostgresStore } from './postgres-store.js';
import { databaseUrl, skipReason, temporarySchema } from './test-support/test-database.js';

/** A store, and what it sends: each statement is a round trip, with its parameters. */
interface Counted {
  readonly store: PostgresStore;
  /** The statements that `work` sends, by any connection of the store. */
  statementsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
  /** The server's processes behind the connections of the store. */
  readonly processIds: ReadonlySet<number>;
}

/** A notification by its payload, and the process whose transaction it is of. */
interface Heard {
  readonly payload: string;
  readonly processId: number;
}

async function countedStore(schema: string): Promise<Counted> {
  const pool = new Pool({ connectionString: databaseUrl });
  onTestFinished(() => pool.end());
  let sent: string[] = [];
  const processIds = new Set<number>();
  // What `pool.query` asks for goes through a connection too.
  pool.on('connect', (client: PoolClient & { readonly processID?: number }) => {
    if (client.processID !== undefined) processIds.add(client.processID);
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
    processIds,
    async statementsOf(work) {
      sent = [];
      await work();
      return sent;
    },
  };
}

describe.skipIf(skipReason)(`round trips${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('are one for an append, for any number of them at once', async () => {
    const { store, statementsOf } = await countedStore(temporarySchema());
    const append = (conversationId: string, expectedSeq: number): Promise<unknown> =>
      store.events.append(appendOf({ conversationId, expectedSeq, text: 'hello' }));
    await append('one', 0);
    expect(await statementsOf(() => append('one', 1))).toHaveLength(1);

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
  /** A bus, and what a stranger hears of it; it has said already that it listens. */
  async function listened(schema: string): Promise<{ readonly bus: PostgresBus; readonly heard: Heard[] }> {
    const bus = await createPostgresBus({ connectionString: databaseUrl, schema });
    onTestFinished(() => bus.close());
    await expect.poll(() => bus.isListening).toBe(true);
    const listener = new Client({ connectionString: databaseUrl });
    await listener.connect();
    onTestFinished(() => listener.end());
    const heard: Heard[] = [];
    listener.on('notification', ({ payload = '', processId }) => heard.push({ payload, processId }));
    await listener.query(`LISTEN ${channelOf(schema)}`);
    return { bus, heard };
  }

  /** Resolves when a stranger has heard all that the bus has to say until now. */
  async function allHeard({ bus, heard }: Awaited<ReturnType<typeof listened>>): Promise<void> {
    for (const by of ['now', 'after the next wait']) {
      bus.publish({ type: 'drafts', tenant: TENANT, conversationId: 'one', by, seq: 1 });
      await expect.poll(() => heard.some(({ payload }) => payload.includes(by))).toBe(true);
    }
  }
  const ofTheLog = (heard: readonly Heard[]): readonly Heard[] =>
    heard.filter(({ payload }) => payload === '');

  it('is said once for all that come close together', async () => {
    const schema = temporarySchema();
    await countedStore(schema);
    const told = await listened(schema);
    for (let round = 0; round < 200; round++) {
      const conversationId = `conversation ${round % 20}`;
      told.bus.publish({ type: 'events', tenant: TENANT, conversationId, seq: 1 + round });
    }
    await allHeard(told);
    expect(ofTheLog(told.heard).length).toBeGreaterThan(0);
    expect(ofTheLog(told.heard).length).toBeLessThanOrEqual(2);
  });

  it('is said in no transaction that inserted events, nor by the store at all', async () => {
    const schema = temporarySchema();
    const { store, processIds } = await countedStore(schema);
    const told = await listened(schema);
    const orchestrator = createOrchestrator({ store, bus: told.bus });
    onTestFinished(() => orchestrator.close());
    const api = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: 'ada' });
    const create = (conversationId: string): Promise<unknown> =>
      api.call('createConversation', {
        clientRequestId: 'create',
        conversationId,
        participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
      });
    await create('one');
    await api.call('sendMessage', {
      conversationId: 'one',
      clientRequestId: 'say',
      parts: [{ type: 'text', partId: 'p1', text: 'Hello.' }],
    });
    await Promise.all(Array.from({ length: 20 }, (_, index) => create(`many ${index}`)));
    await allHeard(told);
    expect(ofTheLog(told.heard).length).toBeGreaterThan(0);
    expect(processIds.size).toBeGreaterThan(0);
    expect(told.heard.filter(({ processId }) => processIds.has(processId))).toEqual([]);
  });
});
