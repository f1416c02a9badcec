import { errorOf } from '@agent-chat/protocol/test-support';
import { appendOf } from '@agent-chat/store-test-support';
import type { BusHint } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelOf, createPostgresBus, type PostgresBus, type PostgresBusOptions } from './postgres-bus.js';
import {
  databaseUrl,
  newSchemaName,
  openNode,
  skipReason,
  temporarySchema,
  withPool,
} from './test-support/test-database.js';
import { openProxy } from './test-support/silent-proxy.js';

async function openBus(schema: string, options: Partial<PostgresBusOptions> = {}): Promise<PostgresBus> {
  const bus = await createPostgresBus({ connectionString: databaseUrl, schema, ...options });
  onTestFinished(() => bus.close());
  return bus;
}

function hintsOf(bus: PostgresBus): { readonly seen: BusHint[]; until(seq: number): Promise<void> } {
  const seen: BusHint[] = [];
  let look = (): void => undefined;
  bus.subscribe((hint) => {
    seen.push(hint);
    look();
  });
  return {
    seen,
    until: (seq) =>
      new Promise((resolve) => {
        look = () => seen.some((hint) => hint.type === 'events' && hint.seq >= seq) && resolve();
        look();
      }),
  };
}

/** Never, in the time of a test. */
const NEVER = 10_000_000;

describe.skipIf(skipReason)(`the bus${skipReason ? `: ${skipReason}` : ''}`, () => {
  it('tells another node of an append by a notification', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    const one = await openBus(schema);
    const two = await openBus(schema, { pollMs: NEVER, safetyPollMs: NEVER });
    await expect.poll(() => two.isListening).toBe(true);
    const hints = hintsOf(two);
    for (let seq = 0; seq < 20; seq++) {
      await events.append(appendOf({ conversationId: 'odd \0 name', expectedSeq: seq, text: 'hello' }));
      one.publish({ type: 'events', tenant: 'default', conversationId: 'odd \0 name', seq: seq + 1 });
    }
    await hints.until(20);
    expect(hints.seen.at(-1)).toEqual({
      type: 'events',
      tenant: 'default',
      conversationId: 'odd \0 name',
      seq: 20,
    });
    const seqs = hints.seen.flatMap((hint) => (hint.type === 'events' ? [hint.seq] : []));
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  it('finds what nobody told it of', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    const hints = hintsOf(await openBus(schema, { safetyPollMs: 20 }));
    await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await hints.until(1);
  });

  it('polls while its connection is lost, and listens again', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    const bus = await openBus(schema, { pollMs: 20, safetyPollMs: NEVER });
    const hints = hintsOf(bus);
    await expect.poll(() => bus.isListening).toBe(true);
    await withPool((pool) =>
      pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE query = $1`,
        [`LISTEN ${channelOf(schema)}`],
      ),
    );
    await expect.poll(() => bus.isListening, { interval: 1 }).toBe(false);
    await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await hints.until(1);
    await expect.poll(() => bus.isListening, { timeout: 10_000 }).toBe(true);
  });

  it('hears of other nodes again after its connections went silent', async () => {
    const schema = temporarySchema();
    const { events } = await openNode(schema);
    const proxy = await openProxy(databaseUrl);
    const bus = await openBus(schema, {
      connectionString: proxy.url,
      pollMs: NEVER,
      safetyPollMs: 100,
      queryTimeoutMs: 500,
    });
    const hints = hintsOf(bus);
    await expect.poll(() => bus.isListening).toBe(true);
    proxy.silence();
    await events.append(appendOf({ conversationId: 'one', expectedSeq: 0, text: 'hello' }));
    await hints.until(1);
    // By a notification: what is not in the log is found in no other way.
    const other = await openBus(schema);
    const conversationId = 'one';
    await expect
      .poll(
        () => {
          other.publish({ type: 'drafts', tenant: 'default', conversationId, by: 'another node', seq: 1 });
          return hints.seen.some((hint) => hint.type === 'drafts' && hint.by === 'another node');
        },
        { timeout: 10_000 },
      )
      .toBe(true);
  });

  it('closes although its connections are silent', async () => {
    const schema = temporarySchema();
    await openNode(schema);
    const proxy = await openProxy(databaseUrl);
    const bus = await openBus(schema, { connectionString: proxy.url, queryTimeoutMs: 500 });
    await expect.poll(() => bus.isListening).toBe(true);
    proxy.silence();
    bus.publish({ type: 'events', tenant: 'default', conversationId: 'one', seq: 1 });
    await bus.close();
  });

  it('needs the schema of a store', async () => {
    const error = await errorOf(
      createPostgresBus({ connectionString: databaseUrl, schema: newSchemaName() }),
    );
    expect(error.code).toBe('StoreDamaged');
  });
});

describe.skipIf(skipReason)('work that a node left', () => {
  it('is claimed by one node each, the longest left first, and only what is runnable and free', async () => {
    const schema = temporarySchema();
    const store = await openNode(schema);
    const one = store.events;
    const two = (await openNode(schema)).events;
    for (let index = 0; index < 20; index++) {
      const conversationId = `conversation-${index}`;
      await one.append(appendOf({ conversationId, expectedSeq: 0, text: 'hello', runnable: index > 0 }));
    }
    await one.acquireLease('conversation-1', 'one', 60_000);

    const claims = await Promise.all(
      [one, two, one, two].map((node, n) => node.claimRunnable(`owner ${n}`, 60_000, 4)),
    );
    const claimed = claims.flatMap((leases) => leases.map(({ conversationId }) => conversationId));
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed).not.toContain('conversation-0');
    expect(claimed).not.toContain('conversation-1');
    const rest = await one.claimRunnable('owner', 60_000, 100);
    expect(rest.length + claimed.length).toBe(18);

    const [first, second] = claims[0]!;
    if (!first || !second) throw new Error('Nothing was claimed.');
    await one.releaseLease(second);
    const releasedMs = await store.now();
    // Which was left longer is told by the millisecond.
    await expect.poll(() => store.now(), { interval: 1 }).toBeGreaterThan(releasedMs);
    await one.releaseLease(first);
    const again = await two.claimRunnable('owner', 60_000, 1);
    expect(again).toMatchObject([{ conversationId: second.conversationId, fence: second.fence + 1 }]);
  });
});
