import { errorOf, FULL } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { formatPosition } from '@agent-chat/core';
import type { AgentChatError } from '@agent-chat/protocol';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresStore } from './postgres-store.js';
import { createPrivateCluster, type PrivateCluster } from './test-support/private-cluster.js';
import { openNode, skipReason, temporarySchema } from './test-support/test-database.js';
import { writeTexts } from './test-support/write-texts.js';

const WRITERS = 8;
const ROUNDS = FULL ? 30 : 6;
/** So many acknowledgements come between two failures. */
const BETWEEN = 30;

// A server of its own: these tests kill it, and nobody else's may be.
describe.skipIf(skipReason)(`a database that fails${skipReason ? `: ${skipReason}` : ''}`, () => {
  let cluster: PrivateCluster;
  beforeAll(async () => {
    cluster = await createPrivateCluster();
  }, 120_000);
  afterAll(() => cluster.remove());

  /**
   * Several writers on two nodes go on appending and retrying by key while `fail` is called again
   * and again. Then everything that was acknowledged is there once, and every error was typed.
   */
  async function appendThrough(fail: () => Promise<void>): Promise<readonly AgentChatError[]> {
    const schema = temporarySchema(cluster.url);
    const nodes = [await openNode(schema, cluster.url), await openNode(schema, cluster.url)];
    const acknowledged: string[] = [];
    const errors: AgentChatError[] = [];
    let stopped = false;
    let onAcknowledged = (): void => undefined;
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeTexts(
        {
          events: (nodes[writer % 2] ?? nodes[0]!).events,
          conversationId: `conversation-${writer % 3}`,
          author: `writer-${writer}`,
          onAcknowledged(text) {
            acknowledged.push(text);
            onAcknowledged();
          },
          async onFailed(error) {
            errors.push(error);
            await pause();
          },
        },
        () => stopped,
      ),
    );
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const enough = acknowledged.length + BETWEEN;
        await new Promise<void>((resolve) => {
          onAcknowledged = () => acknowledged.length >= enough && resolve();
        });
        await fail();
      }
      const enough = acknowledged.length + BETWEEN;
      await new Promise<void>((resolve) => {
        onAcknowledged = () => acknowledged.length >= enough && resolve();
      });
    } finally {
      stopped = true;
      await Promise.all(writers);
    }
    const fresh = await openNode(schema, cluster.url);
    const kept: string[] = [];
    for (let index = 0; index < 3; index++) {
      kept.push(...(await readTexts(fresh.events, `conversation-${index}`)));
    }
    expect(kept).toHaveLength(new Set(kept).size);
    expect(acknowledged).toHaveLength(new Set(acknowledged).size);
    // Each writer goes on only when its text is acknowledged: in the end they are the same.
    expect(kept.toSorted()).toEqual(acknowledged.toSorted());
    const positions = (await fresh.events.readAll({ limit: 100_000 })).map(({ position }) => position);
    const { epoch } = fresh.events;
    // The head row loses none either: what was rolled back has left no gap.
    expect(positions).toEqual(kept.map((_, n) => formatPosition(epoch, n + 1)));
    return errors;
  }

  /** The process ids of the servers of our nodes. */
  async function backends(client: Client): Promise<number[]> {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'agent-chat' AND state <> 'idle'`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** A connection that finds a backend of ours at work. */
  async function withBusyBackend(work: (pid: number, client: Client) => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: cluster.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      for (;;) {
        const [pid] = await backends(client);
        if (pid !== undefined) return await work(pid, client);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  it('loses no acknowledged append when backends are terminated at work', async () => {
    const errors = await appendThrough(() =>
      withBusyBackend(async (pid, client) => {
        await client.query('SELECT pg_terminate_backend($1)', [pid]);
      }),
    );
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ code, retryable }) => [code, retryable])).toEqual(
      errors.map(() => ['Unavailable', true]),
    );
  }, 120_000);

  it('loses no acknowledged append when a backend is killed and the server recovers', async () => {
    const errors = await appendThrough(() =>
      withBusyBackend(async (pid) => {
        process.kill(pid, 'SIGKILL');
      }),
    );
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ code }) => code)).toEqual(errors.map(() => 'Unavailable'));
  }, 300_000);

  it('loses no acknowledged append when the whole server stops as in a power cut, and starts again', async () => {
    const errors = await appendThrough(async () => {
      await cluster.stopImmediately();
      await cluster.start();
    });
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ code }) => code)).toEqual(errors.map(() => 'Unavailable'));
  }, 300_000);

  it('is Unavailable to every call while it is down, and to whoever opens a store', async () => {
    const schema = temporarySchema(cluster.url);
    const { events, records } = await openNode(schema, cluster.url);
    await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'before' }));
    const lease = await events.acquireLease('one', 'owner', 60_000);
    if (lease === null) throw new Error('It was refused.');
    await cluster.stopImmediately();
    try {
      const calls: readonly (() => Promise<unknown>)[] = [
        () => events.append(appendOf({ conversationId: 'one', expectedSeq: 1, text: 'lost' })),
        () => events.read({ tenant: 'default', conversationId: 'one', limit: 1 }),
        () => events.listRunnable(1),
        () => events.acquireLease('one', 'owner', 1),
        () => events.renewLease(lease, 1),
        () => events.releaseLease(lease),
        () => records.get('tenant', 'collection', 'id'),
        () => records.put('tenant', 'collection', 'id', 1),
        () => createPostgresStore({ connectionString: cluster.url, schema }),
      ];
      for (const call of calls) {
        const error = await errorOf(call());
        expect([error.code, error.retryable]).toEqual(['Unavailable', true]);
        expect(error.message).not.toMatch(/127\.0\.0\.1|postgres/);
      }
    } finally {
      await cluster.start();
    }
    expect(await readTexts(events, 'one')).toEqual(['before']);
    const next = appendOf({ conversationId: 'one', expectedSeq: 1, text: 'after', fence: lease.fence });
    expect(await events.append(next)).toEqual({ status: 'appended' });
  }, 120_000);
});

/** Lets the event loop turn: a server that is down refuses at once. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
